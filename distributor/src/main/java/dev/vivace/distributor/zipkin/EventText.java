package dev.vivace.distributor.zipkin;

import dev.vivace.distributor.translate.OtlpRequestWriter;
import dev.vivace.distributor.translate.Text;
import org.jspecify.annotations.Nullable;

/// Annotations as events. Exporters of OpenTelemetry put an event's attributes into its text, in
/// one of these ways; any other text is the event's name as it stands.
///
/// ```text
///   name|{"key":"value"}|dropped     "name": {"key":"value"}     {"name": {"key":"value"}}
/// ```
final class EventText {

  private final EmbeddedJson json = new EmbeddedJson();

  /// An event's text in its parts; the attributes lie in `[start, end)` of the text's bytes.
  private record Parts(Text name, int start, int end, int dropped) {}

  /// Writes the annotation as an event of the span that the writer has open.
  void write(Annotation annotation, OtlpRequestWriter out) {
    Parts parts = parse(annotation.value());
    long nanos = Micros.toNanos(annotation.timestampMicros());
    out.beginEvent(nanos, parts == null ? annotation.value() : parts.name());
    if (parts != null) {
      json.writeAttributes(annotation.value().bytes(), parts.start(), parts.end(), out);
      out.droppedEventAttributes(parts.dropped());
    }
    out.endEvent();
  }

  private @Nullable Parts parse(Text text) {
    if (text.isEmpty()) {
      return null;
    }
    return switch (text.bytes()[text.offset()]) {
      case '"' -> parseNamed(text, text.offset(), text.offset() + text.length());
      case '{' -> parseWrapped(text);
      default -> parsePiped(text);
    };
  }

  private static @Nullable Parts parsePiped(Text text) {
    int start = PipedText.findObject(text, text.offset());
    PipedText.Tail tail = start < 0 ? null : PipedText.parseTail(text, start);
    return tail == null
        ? null
        : new Parts(
            new Text(text.bytes(), text.offset(), start - 1 - text.offset()),
            start,
            tail.objectEnd(),
            tail.number());
  }

  /// `"name": {…}` in `[start, end)`.
  private @Nullable Parts parseNamed(Text text, int start, int end) {
    JsonScan scan = new JsonScan(text.bytes(), end);
    int nameEnd = scan.string(start);
    int colon = scan.space(nameEnd);
    if (!scan.isAt(colon, ':')) {
      return null;
    }
    int object = scan.space(colon + 1);
    int objectEnd = scan.object(object, (_, _, _, _) -> {});
    boolean isWhole = objectEnd >= 0 && scan.space(objectEnd) == end;
    return isWhole
        ? new Parts(json.unquote(text.bytes(), start, nameEnd), object, objectEnd, 0)
        : null;
  }

  private @Nullable Parts parseWrapped(Text text) {
    int end = text.offset() + text.length();
    JsonScan scan = new JsonScan(text.bytes(), end);
    return scan.isAt(end - 1, '}')
        ? parseNamed(text, scan.space(text.offset() + 1), end - 1)
        : null;
  }
}
