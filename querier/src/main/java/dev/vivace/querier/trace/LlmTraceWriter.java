package dev.vivace.querier.trace;

import dev.vivace.model.bytes.ProtobufWriter;
import dev.vivace.model.id.TraceId;
import dev.vivace.querier.json.JsonBytes;
import dev.vivace.querier.json.MessageView;
import dev.vivace.querier.json.PlainJsonWriter;
import java.util.List;

/// Writes a trace as smaller JSON for language models: hex ids, attributes as plain objects, spans
/// below the service and scope they belong to.
///
/// ```text
/// {"traceId":…,"services":[{"serviceName":…,"resource":{…},
///   "scopes":[{"name":…,"version":…,"spans":[{"spanId":…,"name":…,…,"status":{…}}]}]}]}
/// ```
final class LlmTraceWriter {

  private static final String SERVICE_NAME = "service.name";
  private static final List<String> KINDS =
      List.of("UNSPECIFIED", "INTERNAL", "SERVER", "CLIENT", "PRODUCER", "CONSUMER");
  private static final List<String> STATUS_CODES = List.of("UNSET", "OK", "ERROR");
  private static final double NANOS_PER_MILLI = 1e6;

  private final JsonBytes out;
  private final PlainJsonWriter plain;

  LlmTraceWriter(JsonBytes out) {
    this.out = out;
    this.plain = new PlainJsonWriter(out);
  }

  /// Writes the `TracesData` message in `[0, length)` as an object; an empty one as `{}`.
  void trace(TraceId id, byte[] tracesData, int length) {
    if (length == 0) {
      out.raw("{}");
      return;
    }
    out.raw("{\"traceId\":").string(id.toHex()).raw(",\"services\":");
    objects(new MessageView(tracesData, 0, length), 1, this::service);
    out.raw('}');
  }

  private void service(MessageView resourceSpans) {
    MessageView resource = resourceSpans.last(1);
    out.raw("\"serviceName\":").string(serviceName(resource));
    out.raw(",\"resource\":");
    plain.attributes(resource, 1, SERVICE_NAME);
    out.raw(",\"scopes\":");
    objects(resourceSpans, 2, this::scope);
  }

  private static String serviceName(MessageView resource) {
    String[] name = {""};
    resource.forEach(
        1,
        keyValue -> {
          if (name[0].isEmpty() && keyValue.last(1).text().equals(SERVICE_NAME)) {
            name[0] = keyValue.last(2).last(1).text();
          }
        });
    return name[0];
  }

  private void scope(MessageView scopeSpans) {
    MessageView scope = scopeSpans.last(1);
    out.raw("\"name\":");
    text(scope.last(1));
    out.raw(",\"version\":");
    text(scope.last(2));
    out.raw(",\"spans\":");
    objects(scopeSpans, 2, this::span);
  }

  private void span(MessageView span) {
    long start = span.number(7, ProtobufWriter.FIXED64);
    long end = span.number(8, ProtobufWriter.FIXED64);
    out.raw("\"spanId\":");
    hex(span.last(2));
    out.raw(",\"name\":");
    text(span.last(5));
    out.raw(",\"parentSpanId\":");
    hex(span.last(4));
    out.raw(",\"kind\":").string(word(KINDS, span.number(6, ProtobufWriter.VARINT)));
    out.raw(",\"startTimeUnixNano\":").unsignedString(start);
    out.raw(",\"endTimeUnixNano\":").unsignedString(end);
    // The difference wraps; a span that ends before it starts lasts 0.
    out.raw(",\"durationMs\":").raw(Double.toString(Math.max(0, end - start) / NANOS_PER_MILLI));
    out.raw(",\"attributes\":");
    plain.attributes(span, 9);
    out.raw(",\"events\":");
    objects(span, 11, this::event);
    out.raw(",\"links\":");
    objects(span, 13, this::link);
    status(span.last(15));
  }

  private void event(MessageView event) {
    out.raw("\"name\":");
    text(event.last(2));
    out.raw(",\"timeUnixNano\":").unsignedString(event.number(1, ProtobufWriter.FIXED64));
    out.raw(",\"attributes\":");
    plain.attributes(event, 3);
  }

  private void link(MessageView link) {
    out.raw("\"traceId\":");
    hex(link.last(1));
    out.raw(",\"spanId\":");
    hex(link.last(2));
    out.raw(",\"attributes\":");
    plain.attributes(link, 4);
  }

  private void status(MessageView status) {
    long code = status.number(3, ProtobufWriter.VARINT);
    out.raw(",\"status\":{\"code\":").string(word(STATUS_CODES, code)).raw(",\"message\":");
    text(status.last(2));
    out.raw('}');
  }

  /// Writes the field's messages as an array of objects.
  private void objects(MessageView message, int field, ObjectBody body) {
    String[] before = {"[{"};
    message.forEach(
        field,
        item -> {
          out.raw(before[0]);
          body.write(item);
          before[0] = "},{";
        });
    out.raw(before[0].equals("[{") ? "[]" : "}]");
  }

  /// Writes what stands between the braces of an object.
  @FunctionalInterface
  private interface ObjectBody {
    void write(MessageView message);
  }

  private void text(MessageView text) {
    out.string(text.bytes(), text.offset(), text.length());
  }

  private void hex(MessageView id) {
    out.hex(id.bytes(), id.offset(), id.length());
  }

  private static String word(List<String> words, long number) {
    return number >= 0 && number < words.size() ? words.get((int) number) : Long.toString(number);
  }
}
