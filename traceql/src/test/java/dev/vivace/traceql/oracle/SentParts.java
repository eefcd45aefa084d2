package dev.vivace.traceql.oracle;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/// What applications send of traces, in some order: each in up to three parts, and some spans
/// twice. Each part is received within seconds.
public final class SentParts {

  private static final int MAX_PARTS = 3;
  private static final long MAX_DELAY_NANOS = 30_000_000_000L;

  private SentParts() {}

  /// Spans of one trace that are sent together.
  ///
  /// @param receivedNanos when they arrive, unix nanoseconds
  public record Part(String traceId, List<PlainSpan> spans, long receivedNanos) {}

  /// Spans without a clock often come alone: then only the time at which they are received says
  /// where the rest of their trace is.
  public static List<Part> of(List<PlainTrace> traces, Random random) {
    return of(traces, random, true);
  }

  /// Spans without a clock come with others, for whoever sends everything at another time than its
  /// own.
  public static List<Part> ofOtherTimes(List<PlainTrace> traces, Random random) {
    return of(traces, random, false);
  }

  private static List<Part> of(List<PlainTrace> traces, Random random, boolean areOfNow) {
    List<Part> parts = new ArrayList<>();
    for (PlainTrace trace : traces) {
      List<List<PlainSpan>> ofTrace =
          Stream.generate(() -> (List<PlainSpan>) new ArrayList<PlainSpan>())
              .limit(1 + random.nextInt(MAX_PARTS))
              .toList();
      for (PlainSpan span : trace.plainSpans().reversed()) { // Those without a clock last.
        boolean hasClock = span.startUnixNanos() != 0;
        if (!hasClock && !areOfNow) {
          fullest(ofTrace).add(span);
        } else if (!hasClock && random.nextBoolean()) {
          parts.add(new Part(trace.traceId(), List.of(span), received(trace, random)));
        } else {
          do {
            ofTrace.get(random.nextInt(ofTrace.size())).add(span);
          } while (random.nextInt(6) == 0);
        }
      }
      for (List<PlainSpan> spans : ofTrace) {
        if (!spans.isEmpty()) {
          parts.add(new Part(trace.traceId(), spans, received(trace, random)));
        }
      }
    }
    Collections.shuffle(parts, random);
    return parts;
  }

  private static List<PlainSpan> fullest(List<List<PlainSpan>> parts) {
    return parts.stream().max(Comparator.comparingInt(List::size)).orElseThrow();
  }

  private static long received(PlainTrace trace, Random random) {
    long start = trace.startUnixNanos() == 0 ? WorkedTraces.START_NANOS : trace.startUnixNanos();
    return start + random.nextLong(MAX_DELAY_NANOS);
  }
}
