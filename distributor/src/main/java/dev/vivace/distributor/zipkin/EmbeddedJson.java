package dev.vivace.distributor.zipkin;

import dev.vivace.distributor.translate.OtlpRequestWriter;
import dev.vivace.distributor.translate.Text;
import dev.vivace.model.json.JsonCursor;
import dev.vivace.model.json.JsonNumbers;
import dev.vivace.model.json.JsonText;
import java.util.Arrays;

/// Attributes as an object in JSON, which senders put into texts of Zipkin where OTLP has
/// attributes. Texts, numbers and truth values keep their type; lists and objects become their JSON
/// text; null has no attribute.
final class EmbeddedJson {

  private final JsonCursor cursor = new JsonCursor();
  private final JsonText string = new JsonText(cursor);

  /// Whether `[start, end)` is an object.
  static boolean isObject(byte[] bytes, int start, int end) {
    return new JsonScan(bytes, end).object(start, (_, _, _, _) -> {}) == end;
  }

  /// Writes the members of the object in `[start, end)`, which [#isObject] has said is one, as
  /// attributes of what the writer has open.
  void writeAttributes(byte[] bytes, int start, int end, OtlpRequestWriter out) {
    new JsonScan(bytes, end)
        .object(
            start,
            (keyStart, keyEnd, valueStart, valueEnd) ->
                write(unquote(bytes, keyStart, keyEnd), bytes, valueStart, valueEnd, out));
  }

  /// The text of the string in `[start, end)`, quotes included.
  Text unquote(byte[] bytes, int start, int end) {
    cursor.reset(bytes, start, end);
    string.reset(bytes);
    string.read("a string");
    if (string.bytes() == bytes) {
      return new Text(bytes, string.offset(), string.length());
    }
    byte[] copy =
        Arrays.copyOfRange(string.bytes(), string.offset(), string.offset() + string.length());
    return new Text(copy, 0, copy.length);
  }

  private void write(Text key, byte[] bytes, int start, int end, OtlpRequestWriter out) {
    switch (bytes[start]) {
      case '"' -> out.stringAttribute(key, unquote(bytes, start, end));
      case 't' -> out.boolAttribute(key, true);
      case 'f' -> out.boolAttribute(key, false);
      case 'n' -> {}
      case '{', '[' -> out.stringAttribute(key, new Text(bytes, start, end - start));
      default -> writeNumber(key, bytes, start, end, out);
    }
  }

  private static void writeNumber(
      Text key, byte[] bytes, int start, int end, OtlpRequestWriter out) {
    Text number = new Text(bytes, start, end - start);
    try {
      if (isInteger(number)) {
        out.intAttribute(
            key, JsonNumbers.parseInteger(bytes, start, end - start, JsonNumbers.Range.INT64));
      } else {
        out.doubleAttribute(key, JsonNumbers.parseDouble(bytes, start, end - start));
      }
    } catch (NumberFormatException e) {
      out.stringAttribute(key, number); // Beyond 64 bits: what was sent says more than a guess.
    }
  }

  private static boolean isInteger(Text number) {
    for (int i = number.offset(); i < number.offset() + number.length(); i++) {
      byte next = number.bytes()[i];
      if (next == '.' || next == 'e' || next == 'E') {
        return false;
      }
    }
    return true;
  }
}
