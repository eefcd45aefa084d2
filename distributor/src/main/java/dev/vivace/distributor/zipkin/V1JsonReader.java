package dev.vivace.distributor.zipkin;

import dev.vivace.distributor.translate.Text;
import dev.vivace.model.error.InvalidRequestException;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// Reads spans of the first version in JSON. Unknown keys are ignored; of a key that comes twice
/// the last one wins.
final class V1JsonReader implements SpanReader {

  private final ZipkinJson json;
  private final ArrayDeque<ZipkinSpan> converted = new ArrayDeque<>();

  V1JsonReader(byte[] bytes, int length) {
    this.json = new ZipkinJson(bytes, length);
  }

  @Override
  public @Nullable ZipkinSpan next() {
    if (converted.isEmpty() && json.nextElement()) {
      V1Span span = new V1Span();
      json.readObject(key -> readField(span, key));
      converted.addAll(V1Converter.convert(span));
    }
    return converted.pollFirst();
  }

  private void readField(V1Span span, String key) {
    switch (key) {
      case "traceId" -> json.readTraceId(span.ids);
      case "id" -> json.readSpanId(span.ids);
      case "parentId" -> json.readParentId(span.ids);
      case "name" -> span.name = json.readText();
      case "timestamp" -> span.timestampMicros = json.readInteger();
      case "duration" -> span.durationMicros = json.readInteger();
      case "annotations" -> {
        span.events().clear();
        json.readList(() -> span.add(readEvent()));
      }
      case "binaryAnnotations" -> {
        span.facts().clear();
        json.readList(() -> span.add(readFact()));
      }
      case "localEndpoint", "remoteEndpoint", "tags" -> throw wrongVersion(key);
      default -> json.skip();
    }
  }

  private V1Span.Event readEvent() {
    var fields =
        new Object() {
          long timestampMicros;
          Text value = Text.EMPTY;
          @Nullable Endpoint endpoint;
        };
    json.readObject(
        key -> {
          switch (key) {
            case "timestamp" -> fields.timestampMicros = json.readInteger();
            case "value" -> fields.value = json.readText();
            case "endpoint" -> fields.endpoint = readEndpoint();
            default -> json.skip();
          }
        });
    return new V1Span.Event(fields.timestampMicros, fields.value, fields.endpoint);
  }

  private V1Span.Fact readFact() {
    var fields =
        new Object() {
          String key = "";
          TagValue value = TagValue.of(Text.EMPTY);
          @Nullable Endpoint endpoint;
        };
    json.readObject(
        key -> {
          switch (key) {
            case "key" -> fields.key = json.readText().toString();
            case "value" -> fields.value = readValue();
            case "endpoint" -> fields.endpoint = readEndpoint();
            default -> json.skip();
          }
        });
    return new V1Span.Fact(fields.key, fields.value, fields.endpoint);
  }

  private TagValue readValue() {
    return json.isBoolean()
        ? new TagValue.BoolValue(json.readBoolean())
        : TagValue.of(json.readText());
  }

  private @Nullable Endpoint readEndpoint() {
    return json.readNull() ? null : json.readEndpoint();
  }

  private static InvalidRequestException wrongVersion(String key) {
    return new InvalidRequestException(
        "a span has '%s', which the second version of Zipkin's API has (expected here: version 1); send it to %s"
            .formatted(key, ZipkinFormat.V2_JSON.path()));
  }
}
