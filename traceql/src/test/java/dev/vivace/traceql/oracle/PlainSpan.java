package dev.vivace.traceql.oracle;

import dev.vivace.traceql.value.Kind;
import dev.vivace.traceql.value.Status;
import dev.vivace.traceql.value.Value;
import java.util.List;
import java.util.Map;

/// A span made by hand, before its place in a trace is known. No parent id is the empty text.
public record PlainSpan(
    String spanId,
    String parentSpanId,
    String name,
    Kind kind,
    Status status,
    String statusMessage,
    long startUnixNanos,
    long durationNanos,
    PlainResource resource,
    Map<String, Value> attributes,
    List<PlainEvent> events,
    List<PlainLink> links) {

  public PlainSpan withEvents(List<PlainEvent> others) {
    return new PlainSpan(
        spanId,
        parentSpanId,
        name,
        kind,
        status,
        statusMessage,
        startUnixNanos,
        durationNanos,
        resource,
        attributes,
        others,
        links);
  }

  public PlainSpan withLinks(List<PlainLink> others) {
    return new PlainSpan(
        spanId,
        parentSpanId,
        name,
        kind,
        status,
        statusMessage,
        startUnixNanos,
        durationNanos,
        resource,
        attributes,
        events,
        others);
  }

  public PlainSpan startingAt(long otherStartUnixNanos) {
    return new PlainSpan(
        spanId,
        parentSpanId,
        name,
        kind,
        status,
        statusMessage,
        otherStartUnixNanos,
        durationNanos,
        resource,
        attributes,
        events,
        links);
  }
}
