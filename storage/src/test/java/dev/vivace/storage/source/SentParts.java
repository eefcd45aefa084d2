package dev.vivace.storage.source;

import dev.vivace.traceql.oracle.PlainSpan;
import dev.vivace.traceql.oracle.PlainTrace;
import dev.vivace.traceql.oracle.WorkedTraces;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/// What applications send of traces, in some order: each in up to three parts, and some spans
/// twice. Each part is received within seconds. Spans without a clock often come alone: then
/// nothing else says where the rest of their trace is.
final class SentParts {

  private static final int MAX_PARTS = 3;
  private static final long MAX_DELAY_NANOS = 30_000_000_000L;

  private SentParts() {}

  /// Spans of one trace that are sent together.
  ///
  /// @param receivedNanos when they arrive, unix nanoseconds
  record Part(String traceId, List<PlainSpan> spans, long receivedNanos) {}

  static List<Part> of(List<PlainTrace> traces, Random random) {
    List<Part> parts = new ArrayList<>();
    for (PlainTrace trace : traces) {
      List<List<PlainSpan>> ofTrace =
          Stream.generate(() -> (List<PlainSpan>) new ArrayList<PlainSpan>())
              .limit(1 + random.nextInt(MAX_PARTS))
              .toList();
      for (PlainSpan span : trace.plainSpans()) {
        if (span.startUnixNanos() == 0 && random.nextBoolean()) {
          parts.add(new Part(trace.traceId(), List.of(span), received(trace, random)));
          continue;
        }
        do {
          ofTrace.get(random.nextInt(ofTrace.size())).add(span);
        } while (random.nextInt(6) == 0);
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

  private static long received(PlainTrace trace, Random random) {
    long start = trace.startUnixNanos() == 0 ? WorkedTraces.START_NANOS : trace.startUnixNanos();
    return start + random.nextLong(MAX_DELAY_NANOS);
  }
}
