package dev.vivace.querier.search;

import dev.vivace.model.proto.otlp.AnyValue;
import dev.vivace.model.proto.otlp.KeyValue;
import dev.vivace.model.proto.tempopb.SearchResponse;
import dev.vivace.model.proto.tempopb.ServiceStats;
import dev.vivace.model.proto.tempopb.Span;
import dev.vivace.model.proto.tempopb.SpanSet;
import dev.vivace.model.proto.tempopb.TraceSearchMetadata;
import dev.vivace.traceql.result.FoundSpan;
import dev.vivace.traceql.result.FoundSpanset;
import dev.vivace.traceql.result.FoundTrace;
import dev.vivace.traceql.result.NamedValue;
import dev.vivace.traceql.value.Value;
import dev.vivace.traceql.value.Value.BoolValue;
import dev.vivace.traceql.value.Value.FloatValue;
import dev.vivace.traceql.value.Value.IntValue;
import dev.vivace.traceql.value.ValueText;
import java.util.List;

/// A search's answer as protobuf messages.
public final class SearchMessages {

  private final ShownValues values;
  private final boolean leftPad;

  private SearchMessages(ShownValues values, boolean leftPad) {
    this.values = values;
    this.leftPad = leftPad;
  }

  /// The whole answer.
  static SearchResponse answer(SearchAnswer answer, boolean leftPad) {
    SearchMessages messages = new SearchMessages(ShownValues.alike(answer.traces()), leftPad);
    SearchResponse.Builder response = SearchResponse.newBuilder();
    answer.traces().forEach(trace -> response.addTraces(messages.trace(trace)));
    return response.setMetrics(metrics(answer.metrics())).build();
  }

  /// Messages for an answer that is sent in parts: each value has its own type.
  public static SearchMessages streamed(boolean leftPad) {
    return new SearchMessages(ShownValues.each(), leftPad);
  }

  public TraceSearchMetadata trace(FoundTrace trace) {
    TraceSearchMetadata.Builder message =
        TraceSearchMetadata.newBuilder()
            .setTraceID(SearchText.traceId(trace, leftPad))
            .setRootServiceName(SearchText.rootServiceName(trace))
            .setRootTraceName(trace.rootName())
            .setStartTimeUnixNano(trace.startUnixNanos())
            .setDurationMs((int) SearchText.durationMillis(trace));
    trace.spansets().forEach(spanset -> message.addSpanSets(spanset(spanset)));
    if (message.getSpanSetsCount() > 0) {
      message.setSpanSet(message.getSpanSets(0));
    }
    trace
        .services()
        .forEach(
            (name, counts) ->
                message.putServiceStats(
                    name,
                    ServiceStats.newBuilder()
                        .setSpanCount(counts.spans())
                        .setErrorCount(counts.errors())
                        .build()));
    return message.build();
  }

  public static dev.vivace.model.proto.tempopb.SearchMetrics metrics(SearchMetrics metrics) {
    return dev.vivace.model.proto.tempopb.SearchMetrics.newBuilder()
        .setInspectedTraces((int) SearchText.uint32(metrics.inspectedTraces()))
        .setInspectedBytes(metrics.inspectedBytes())
        .setTotalBlocks(metrics.blocks())
        .setCompletedJobs(metrics.completedJobs())
        .setTotalJobs(metrics.totalJobs())
        .setTotalBlockBytes(metrics.blockBytes())
        .setInspectedSpans(metrics.inspectedSpans())
        .build();
  }

  private SpanSet spanset(FoundSpanset spanset) {
    SpanSet.Builder message =
        SpanSet.newBuilder()
            .setMatched(spanset.matched())
            .addAllAttributes(attributes(spanset.attributes()));
    spanset.spans().forEach(span -> message.addSpans(span(span)));
    return message.build();
  }

  private Span span(FoundSpan span) {
    return Span.newBuilder()
        .setSpanID(SearchText.spanId(span.spanId()))
        .setName(span.name())
        .setStartTimeUnixNano(span.startUnixNanos())
        .setDurationNanos(span.durationNanos())
        .addAllAttributes(attributes(span.attributes()))
        .build();
  }

  private List<KeyValue> attributes(List<NamedValue> attributes) {
    return attributes.stream()
        .map(named -> KeyValue.newBuilder().setKey(named.key()).setValue(value(named)).build())
        .toList();
  }

  private AnyValue value(NamedValue named) {
    AnyValue.Builder value = AnyValue.newBuilder();
    return switch (values.show(named)) {
      case IntValue(var number) -> value.setIntValue(number).build();
      case FloatValue(var number) -> value.setDoubleValue(number).build();
      case BoolValue(var flag) -> value.setBoolValue(flag).build();
      case Value other -> value.setStringValue(ValueText.bare(other)).build();
    };
  }
}
