package dev.vivace.traceql.oracle;

import dev.vivace.traceql.span.SpanView;
import dev.vivace.traceql.span.TraceView;
import dev.vivace.traceql.value.Value.StringValue;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// A trace made by hand.
public record PlainTrace(String traceId, List<SpanView> spans, Optional<PlainSpan> root)
    implements TraceView {

  /// Places the spans in their tree and orders them by start and span id.
  public static PlainTrace of(String traceId, List<PlainSpan> spans) {
    List<PlainSpan> ordered = spans.stream().sorted(byStart()).toList();
    PlainTree tree = new PlainTree(ordered);
    List<SpanView> placed =
        ordered.stream()
            .<SpanView>map(span -> new PlacedSpan(span, tree.place(span), tree.childCount(span)))
            .toList();
    Optional<PlainSpan> root =
        spans.stream().filter(span -> span.parentSpanId().isEmpty()).max(byStart());
    return new PlainTrace(traceId, placed, root);
  }

  /// The spans as they were made, ordered by start and span id.
  public List<PlainSpan> plainSpans() {
    return spans.stream().map(span -> ((PlacedSpan) span).span()).toList();
  }

  private static Comparator<PlainSpan> byStart() {
    return Comparator.comparing(PlainSpan::startUnixNanos, Long::compareUnsigned)
        .thenComparing(PlainSpan::spanId)
        .thenComparing(PlainSpan::kind);
  }

  @Override
  public String rootName() {
    return root.map(PlainSpan::name).orElse("");
  }

  @Override
  public String rootServiceName() {
    return root.map(span -> span.resource().attributes().get("service.name"))
        .map(value -> value instanceof StringValue(var text) ? text : "")
        .orElse("");
  }

  @Override
  public long startUnixNanos() {
    return spans.stream()
        .map(SpanView::startUnixNanos)
        .filter(start -> start != 0) // No clock, no say.
        .min(Long::compareUnsigned)
        .orElse(0L);
  }

  @Override
  public long durationNanos() {
    long end =
        spans.stream()
            .map(span -> span.startUnixNanos() + span.durationNanos())
            .max(Long::compareUnsigned)
            .orElse(0L);
    long start = startUnixNanos();
    return Long.compareUnsigned(end, start) < 0 ? 0 : Math.max(0, end - start);
  }
}
