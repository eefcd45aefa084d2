package dev.vivace.integration.search;

import dev.vivace.model.proto.otlp.AnyValue;
import dev.vivace.model.proto.otlp.KeyValue;
import dev.vivace.model.proto.tempopb.SearchResponse;
import dev.vivace.model.proto.tempopb.Span;
import dev.vivace.model.proto.tempopb.SpanSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/// A search's answer in the words of the examples.
final class ShownAnswer {

  private ShownAnswer() {}

  /// Each spanset as `a1 a2 [by(kind)=client, count()=2]`.
  static List<String> spansets(SearchResponse answer) {
    return spansetsOf(answer).stream().map(ShownAnswer::spanset).toList();
  }

  /// How many spans each spanset says that it matched, and how many it has.
  static List<String> wrongCounts(SearchResponse answer) {
    return spansetsOf(answer).stream()
        .filter(spanset -> spanset.getMatched() != spanset.getSpansCount())
        .map(spanset -> "matched %d: %s".formatted(spanset.getMatched(), spanset(spanset)))
        .toList();
  }

  /// Each span as `a1 {key: value, name: render}`, its values in order.
  static List<String> carried(SearchResponse answer) {
    return spansetsOf(answer).stream()
        .flatMap(spanset -> spanset.getSpansList().stream())
        .map(ShownAnswer::carried)
        .toList();
  }

  /// Each span as `a1 start+duration`.
  static List<String> times(SearchResponse answer) {
    return spansetsOf(answer).stream()
        .flatMap(spanset -> spanset.getSpansList().stream())
        .map(
            span ->
                "%s %d+%d"
                    .formatted(name(span), span.getStartTimeUnixNano(), span.getDurationNanos()))
        .distinct()
        .toList();
  }

  /// What is said of each trace as a whole.
  static List<String> traces(SearchResponse answer) {
    return answer.getTracesList().stream()
        .map(
            trace ->
                "%s %s/%s %d %d ms %s"
                    .formatted(
                        trace.getTraceID(),
                        trace.getRootServiceName(),
                        trace.getRootTraceName(),
                        trace.getStartTimeUnixNano(),
                        trace.getDurationMs(),
                        trace.getServiceStatsMap().entrySet().stream()
                            .map(
                                service ->
                                    "%s=%d/%d"
                                        .formatted(
                                            service.getKey(),
                                            service.getValue().getSpanCount(),
                                            service.getValue().getErrorCount()))
                            .sorted()
                            .collect(Collectors.joining(" "))))
        .toList();
  }

  /// Brings what a row says of a span into the order in which [#carried] shows it.
  static String ordered(String carried) {
    int start = carried.indexOf('{') + 1;
    String values = carried.substring(start, carried.length() - 1);
    return carried.substring(0, start)
        + List.of(values.split(", ")).stream().sorted().collect(Collectors.joining(", "))
        + "}";
  }

  private static List<SpanSet> spansetsOf(SearchResponse answer) {
    return answer.getTracesList().stream()
        .flatMap(trace -> trace.getSpanSetsList().stream())
        .toList();
  }

  private static String spanset(SpanSet spanset) {
    String spans =
        spanset.getSpansList().stream().map(ShownAnswer::name).collect(Collectors.joining(" "));
    return spanset.getAttributesCount() == 0
        ? spans
        : spans
            + spanset.getAttributesList().stream()
                .map(one -> one.getKey() + "=" + text(one.getValue()))
                .collect(Collectors.joining(", ", " [", "]"));
  }

  private static String carried(Span span) {
    List<String> values = new ArrayList<>();
    for (KeyValue attribute : span.getAttributesList()) {
      values.add(attribute.getKey() + ": " + text(attribute.getValue()));
    }
    if (!span.getName().isEmpty()) {
      values.add("name: " + span.getName());
    }
    return values.stream().sorted().collect(Collectors.joining(", ", name(span) + " {", "}"));
  }

  private static String name(Span span) {
    return span.getSpanID().substring(14);
  }

  private static String text(AnyValue value) {
    return switch (value.getValueCase()) {
      case STRING_VALUE -> value.getStringValue();
      case INT_VALUE -> Long.toString(value.getIntValue());
      case DOUBLE_VALUE -> Double.toString(value.getDoubleValue());
      case BOOL_VALUE -> Boolean.toString(value.getBoolValue());
      default -> Objects.toString(value);
    };
  }
}
