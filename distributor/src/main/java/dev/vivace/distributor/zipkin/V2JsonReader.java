package dev.vivace.distributor.zipkin;

import dev.vivace.distributor.translate.Text;
import dev.vivace.model.error.InvalidRequestException;
import org.jspecify.annotations.Nullable;

/// Reads spans of the second version in JSON. Unknown keys are ignored; of a key that comes twice
/// the last one wins.
final class V2JsonReader implements SpanReader {

  private final ZipkinJson json;

  V2JsonReader(byte[] bytes, int length) {
    this.json = new ZipkinJson(bytes, length);
  }

  @Override
  public @Nullable ZipkinSpan next() {
    if (!json.nextElement()) {
      return null;
    }
    ZipkinSpan span = new ZipkinSpan(new SpanIds());
    json.readObject(key -> readField(span, key));
    return span;
  }

  private void readField(ZipkinSpan span, String key) {
    switch (key) {
      case "traceId" -> json.readTraceId(span.ids);
      case "id" -> json.readSpanId(span.ids);
      case "parentId" -> json.readParentId(span.ids);
      case "name" -> span.name = json.readText();
      case "kind" -> span.kind = SpanKind.ofWord(json.readText().toString());
      case "timestamp" -> span.timestampMicros = json.readInteger();
      case "duration" -> span.durationMicros = json.readInteger();
      case "localEndpoint" -> span.local = json.readEndpoint();
      case "remoteEndpoint" -> span.remote = json.readEndpoint();
      case "annotations" -> {
        span.annotations().clear();
        json.readList(() -> span.addAnnotation(readAnnotation()));
      }
      case "tags" -> {
        span.tags().clear();
        json.readObject(tag -> readTag(span, tag));
      }
      case "binaryAnnotations" -> throw wrongVersion();
      default -> json.skip();
    }
  }

  private void readTag(ZipkinSpan span, String key) {
    if (!json.readNull()) {
      span.putTag(key, TagValue.of(json.readText()));
    }
  }

  private Annotation readAnnotation() {
    var fields =
        new Object() {
          long timestampMicros;
          Text value = Text.EMPTY;
        };
    json.readObject(
        key -> {
          switch (key) {
            case "timestamp" -> fields.timestampMicros = json.readInteger();
            case "value" -> fields.value = json.readText();
            default -> json.skip();
          }
        });
    return new Annotation(fields.timestampMicros, fields.value);
  }

  private static InvalidRequestException wrongVersion() {
    return new InvalidRequestException(
        "a span has 'binaryAnnotations', which the first version of Zipkin's API has (expected here: version 2); send it to %s"
            .formatted(ZipkinFormat.V1_JSON.path()));
  }
}
