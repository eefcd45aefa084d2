package dev.vivace.storage.source;

import dev.vivace.traceql.oracle.PlainSpan;
import dev.vivace.traceql.oracle.PlainTrace;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/// What applications send of traces, in some order: each in up to three parts, and some spans
/// twice.
final class SentParts {

  private static final int MAX_PARTS = 3;

  private SentParts() {}

  /// Spans of one trace that are sent together.
  record Part(String traceId, List<PlainSpan> spans) {}

  static List<Part> of(List<PlainTrace> traces, Random random) {
    List<Part> parts = new ArrayList<>();
    for (PlainTrace trace : traces) {
      List<List<PlainSpan>> ofTrace =
          Stream.generate(() -> (List<PlainSpan>) new ArrayList<PlainSpan>())
              .limit(1 + random.nextInt(MAX_PARTS))
              .toList();
      // Spans without a clock come last, and with others: a part that is nowhere near the rest in
      // time is not looked for.
      for (PlainSpan span : trace.plainSpans().reversed()) {
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
    Collections.shuffle(parts, random);
    return parts;
  }

  private static List<PlainSpan> fullest(List<List<PlainSpan>> parts) {
    return parts.stream().max(Comparator.comparingInt(List::size)).orElseThrow();
  }
}
