package dev.vivace.traceql.oracle;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/// Takes traces apart, as applications send them: in up to three parts each, in some order, some
/// spans twice. Spans without a clock come with others, for a part that is nowhere near the rest in
/// time is not looked for.
public final class RandomParts {

  private static final int MAX_PARTS = 3;

  private final Random random;

  public RandomParts(Random random) {
    this.random = random;
  }

  /// Some spans of a trace, sent together.
  public record Part(String traceId, List<PlainSpan> spans) {}

  /// All parts of the traces, in the order in which they are sent.
  public List<Part> of(List<PlainTrace> traces) {
    List<Part> parts = new ArrayList<>();
    traces.forEach(trace -> add(trace, parts));
    Collections.shuffle(parts, random);
    return parts;
  }

  private void add(PlainTrace trace, List<Part> parts) {
    List<List<PlainSpan>> ofTrace =
        Stream.generate(() -> (List<PlainSpan>) new ArrayList<PlainSpan>())
            .limit(1 + random.nextInt(MAX_PARTS))
            .toList();
    for (PlainSpan span : trace.plainSpans().reversed()) { // Those without a clock last.
      if (span.startUnixNanos() == 0) {
        fullest(ofTrace).add(span);
      } else {
        do {
          ofTrace.get(random.nextInt(ofTrace.size())).add(span);
        } while (random.nextInt(6) == 0);
      }
    }
    ofTrace.stream()
        .filter(spans -> !spans.isEmpty())
        .forEach(spans -> parts.add(new Part(trace.traceId(), spans)));
  }

  private static List<PlainSpan> fullest(List<List<PlainSpan>> parts) {
    return parts.stream().max(Comparator.comparingInt(List::size)).orElseThrow();
  }
}
