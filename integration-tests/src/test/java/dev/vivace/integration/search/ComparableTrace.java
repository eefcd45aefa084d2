package dev.vivace.integration.search;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.vivace.model.proto.otlp.AnyValue;
import dev.vivace.model.proto.otlp.KeyValue;
import dev.vivace.model.proto.tempopb.Span;
import dev.vivace.model.proto.tempopb.SpanSet;
import dev.vivace.model.proto.tempopb.TraceSearchMetadata;
import dev.vivace.traceql.result.FoundSpan;
import dev.vivace.traceql.result.FoundSpanset;
import dev.vivace.traceql.result.FoundTrace;
import dev.vivace.traceql.result.NamedValue;
import dev.vivace.traceql.value.Value;
import dev.vivace.traceql.value.Value.ArrayValue;
import dev.vivace.traceql.value.Value.StringValue;
import dev.vivace.traceql.value.ValueText;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/// A trace of an answer as a text, whether the program or the oracle found it. Within an answer a
/// key has values of one type, so types are not told apart here: 20, 20.0 and "20" are one text.
final class ComparableTrace {

  private static final ObjectMapper JSON = JsonMapper.builder().build();
  private static final String NO_ROOT = "<root span not yet received>";
  private static final long NANOS_A_MILLI = 1_000_000;

  private ComparableTrace() {}

  /// As the program answers it.
  static String of(TraceSearchMetadata trace) {
    return text(
        trace.getTraceID(),
        trace.getRootServiceName() + "/" + trace.getRootTraceName(),
        trace.getStartTimeUnixNano(),
        trace.getDurationMs(),
        trace.getServiceStatsMap().entrySet().stream()
            .map(
                one ->
                    service(
                        one.getKey(),
                        one.getValue().getSpanCount(),
                        one.getValue().getErrorCount())),
        trace.getSpanSetsList().stream().map(ComparableTrace::spanset));
  }

  /// As the oracle answers it.
  static String of(FoundTrace trace) {
    String id = "%016x%016x".formatted(trace.traceHigh(), trace.traceLow());
    return text(
        id.replaceFirst("^0+", ""),
        (trace.hasRoot() ? trace.rootServiceName() : NO_ROOT) + "/" + trace.rootName(),
        trace.startUnixNanos(),
        trace.durationNanos() / NANOS_A_MILLI,
        trace.services().entrySet().stream()
            .map(one -> service(one.getKey(), one.getValue().spans(), one.getValue().errors())),
        trace.spansets().stream().map(ComparableTrace::spanset));
  }

  private static String text(
      String id,
      String root,
      long startUnixNanos,
      long durationMillis,
      Stream<String> services,
      Stream<String> spansets) {
    return "%s %s %d %d ms %s %s"
        .formatted(
            id,
            root,
            startUnixNanos,
            durationMillis,
            services.sorted().toList(),
            spansets.sorted().toList());
  }

  private static String service(String name, int spans, int errors) {
    return "%s=%d/%d".formatted(name, spans, errors);
  }

  private static String spanset(SpanSet spanset) {
    return spanset.getMatched()
        + values(spanset.getAttributesList())
        + spanset.getSpansList().stream().map(ComparableTrace::span).toList();
  }

  private static String spanset(FoundSpanset spanset) {
    return spanset.matched()
        + sorted(spanset.attributes().stream().map(ComparableTrace::value))
        + spanset.spans().stream().map(ComparableTrace::span).toList();
  }

  private static String span(Span span) {
    return "%s '%s' %d+%d %s"
        .formatted(
            span.getSpanID(),
            span.getName(),
            span.getStartTimeUnixNano(),
            span.getDurationNanos(),
            values(span.getAttributesList()));
  }

  private static String span(FoundSpan span) {
    return "%016x '%s' %d+%d %s"
        .formatted(
            span.spanId(),
            span.name(),
            span.startUnixNanos(),
            span.durationNanos(),
            sorted(span.attributes().stream().map(ComparableTrace::value)));
  }

  private static String values(Collection<KeyValue> values) {
    return sorted(values.stream().map(one -> one.getKey() + "=" + plain(shown(one.getValue()))));
  }

  private static String value(NamedValue named) {
    return named.key() + "=" + plain(shown(named.value()));
  }

  private static String sorted(Stream<String> texts) {
    return texts.sorted().collect(Collectors.joining(", ", "{", "}"));
  }

  private static String shown(AnyValue value) {
    return switch (value.getValueCase()) {
      case STRING_VALUE -> value.getStringValue();
      case INT_VALUE -> Long.toString(value.getIntValue());
      case DOUBLE_VALUE -> Double.toString(value.getDoubleValue());
      case BOOL_VALUE -> Boolean.toString(value.getBoolValue());
      default -> throw new AssertionError("a value that Grafana cannot show: " + value);
    };
  }

  /// Arrays are shown as JSON.
  private static String shown(Value value) {
    return value instanceof ArrayValue(var elements)
        ? elements.stream().map(ComparableTrace::element).collect(Collectors.joining(",", "[", "]"))
        : ValueText.bare(value);
  }

  private static String element(Value value) {
    try {
      return value instanceof StringValue(var text)
          ? JSON.writeValueAsString(text)
          : ValueText.bare(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(value + " is no JSON", e);
    }
  }

  private static String plain(String shown) {
    if (shown.startsWith("[")) {
      return elements(shown).toString();
    }
    try {
      // Protobuf's parser drops the sign of -0.0.
      return Double.toString(0.0 + Double.parseDouble(shown.replace("+Inf", "Infinity")));
    } catch (NumberFormatException _) {
      return shown;
    }
  }

  private static List<String> elements(String array) {
    try {
      JsonNode tree = JSON.readTree(array);
      return StreamSupport.stream(tree.spliterator(), false)
          .map(element -> plain(element.asText()))
          .collect(Collectors.toCollection(ArrayList::new));
    } catch (JsonProcessingException e) {
      throw new AssertionError("no JSON array: " + array, e);
    }
  }
}
