package dev.vivace.querier.json;

import dev.vivace.model.bytes.ProtobufWriter;
import dev.vivace.model.error.CorruptDataException;
import java.util.HashSet;
import java.util.Set;

/// Writes OTLP attributes as plain JSON objects: arrays as arrays, key-value lists as objects,
/// bytes as base64, unset values as null. Of a key that comes twice the first value counts.
public final class PlainJsonWriter {

  private static final int MAX_DEPTH = OtlpJsonWriter.MAX_DEPTH / 2; // two messages a level
  private static final int KEY = 1;
  private static final int VALUE = 2;
  private static final int LIST_VALUES = 1;
  private static final int STRING = 1;
  private static final int BOOL = 2;
  private static final int INT = 3;
  private static final int DOUBLE = 4;
  private static final int ARRAY = 5;
  private static final int KEY_VALUE_LIST = 6;
  private static final int BYTES = 7;

  private final JsonBytes out;

  public PlainJsonWriter(JsonBytes out) {
    this.out = out;
  }

  /// Writes the key-values of the message's field as an object, without those of one key.
  public void attributes(MessageView message, int field, String exceptKey) {
    Set<String> written = new HashSet<>();
    written.add(exceptKey);
    object(message, field, written, 0);
  }

  /// Writes the key-values of the message's field as an object.
  public void attributes(MessageView message, int field) {
    object(message, field, new HashSet<>(), 0);
  }

  private void object(MessageView message, int field, Set<String> written, int depth) {
    char[] before = {'{'};
    message.forEach(
        field,
        keyValue -> {
          String key = keyValue.last(KEY).text();
          if (written.add(key)) {
            out.raw(before[0]).string(key).raw(':');
            value(keyValue.last(VALUE), depth);
            before[0] = ',';
          }
        });
    out.raw(before[0] == '{' ? "{}" : "}");
  }

  private void array(MessageView array, int depth) {
    char[] before = {'['};
    array.forEach(
        LIST_VALUES,
        item -> {
          out.raw(before[0]);
          value(item, depth);
          before[0] = ',';
        });
    out.raw(before[0] == '[' ? "[]" : "]");
  }

  private void value(MessageView value, int depth) {
    if (depth > MAX_DEPTH) {
      throw new CorruptDataException(
          "stored span: values nested more than %d deep; ask for application/protobuf"
              .formatted(MAX_DEPTH));
    }
    FieldCursor chosen = value.cursor();
    int lastField = 0;
    while (chosen.next()) {
      lastField = chosen.field() <= BYTES ? chosen.field() : lastField;
    }
    switch (lastField) {
      case STRING -> text(value.last(STRING));
      case BOOL -> out.raw(value.number(BOOL, ProtobufWriter.VARINT) != 0 ? "true" : "false");
      case INT -> out.number(value.number(INT, ProtobufWriter.VARINT));
      case DOUBLE ->
          out.number(Double.longBitsToDouble(value.number(DOUBLE, ProtobufWriter.FIXED64)));
      case ARRAY -> array(value.last(ARRAY), depth + 1);
      case KEY_VALUE_LIST ->
          object(value.last(KEY_VALUE_LIST), LIST_VALUES, new HashSet<>(), depth + 1);
      case BYTES -> {
        MessageView content = value.last(BYTES);
        out.base64(content.bytes(), content.offset(), content.length());
      }
      default -> out.raw("null");
    }
  }

  private void text(MessageView text) {
    out.string(text.bytes(), text.offset(), text.length());
  }
}
