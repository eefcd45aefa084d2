package dev.vivace.querier.json;

import dev.vivace.model.error.CorruptDataException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Transcodes OTLP `TracesData` from protobuf to the reference's JSON: ids and bytes as base64,
/// enums by name (unknown numbers as numbers), 64-bit integers as strings, zero values left out,
/// present messages kept even if they are empty. Fields it doesn't know are left out.
///
/// Fields go out in the order in which they come in; an untidy message is put in order first. Not
/// for several threads.
public final class OtlpJsonWriter {

  /// Deeper nested messages are refused. Intake allows values 100 deep, at most three messages each
  /// below the span.
  static final int MAX_DEPTH = 400;

  private static final int MAX_MERGED_BYTES = 64 << 20;

  private final JsonBytes out;
  private final List<FieldCursor> cursors = new ArrayList<>(); // one a level
  private int mergedBytes; // copies that the messages being written hold

  public OtlpJsonWriter(JsonBytes out) {
    this.out = out;
  }

  /// Writes the object `{"resourceSpans":[…]}`.
  public void tracesData(byte[] bytes, int offset, int end) {
    message(OtlpShapes.TRACES_DATA, bytes, offset, end, 0);
  }

  /// Writes the object `{"batches":[…]}`.
  public void batches(byte[] bytes, int offset, int end) {
    message(OtlpShapes.TRACES_DATA_V1, bytes, offset, end, 0);
  }

  private void message(MessageShape shape, byte[] bytes, int offset, int end, int depth) {
    FieldCursor cursor = cursor(depth);
    if (UntidyMessage.isTidy(shape, cursor.reset(bytes, offset, end))) {
      fields(shape, cursor.reset(bytes, offset, end), depth);
      return;
    }
    mergedBytes += end - offset;
    if (mergedBytes > MAX_MERGED_BYTES) {
      throw new CorruptDataException(
          "stored span: nested messages of more than %d bytes repeat their fields; ask for "
                  .formatted(MAX_MERGED_BYTES)
              + "application/protobuf");
    }
    byte[] merged = UntidyMessage.merge(shape, cursor.reset(bytes, offset, end));
    fields(shape, cursor.reset(merged, 0, merged.length), depth);
    mergedBytes -= end - offset;
  }

  private void fields(MessageShape shape, FieldCursor cursor, int depth) {
    FieldShape list = null; // whose items are being written
    char before = '{';
    while (cursor.next()) {
      FieldShape field = shape.field(cursor.tag());
      if (field == null || !isShown(field, cursor)) {
        continue;
      }
      if (list != null && field.tag() == list.tag()) {
        out.raw(',');
      } else {
        endList(list);
        out.raw(before).raw(field.name());
        before = ',';
        list = beginList(field);
      }
      value(field, cursor, depth);
    }
    endList(list);
    out.raw(before == '{' ? "{}" : "}");
  }

  private @Nullable FieldShape beginList(FieldShape field) {
    if (!field.repeated()) {
      return null;
    }
    out.raw('[');
    return field;
  }

  private void endList(@Nullable FieldShape list) {
    if (list != null) {
      out.raw(']');
    }
  }

  private static boolean isShown(FieldShape field, FieldCursor cursor) {
    return field.repeated()
        || field.alternative()
        || switch (field.kind()) {
          case MESSAGE -> true;
          case STRING, BYTES -> cursor.valueLength() > 0;
          case BOOL, INT64, FIXED32, FIXED64, DOUBLE -> cursor.value() != 0;
          case UINT32, ENUM -> (int) cursor.value() != 0;
        };
  }

  private void value(FieldShape field, FieldCursor cursor, int depth) {
    long number = cursor.value();
    byte[] bytes = cursor.bytes();
    int offset = cursor.valueOffset();
    switch (field.kind()) {
      case MESSAGE ->
          message(
              Objects.requireNonNull(field.message()), bytes, offset, cursor.valueEnd(), depth + 1);
      case STRING -> out.string(bytes, offset, cursor.valueLength());
      case BYTES -> out.base64(bytes, offset, cursor.valueLength());
      case BOOL -> out.raw(number != 0 ? "true" : "false");
      case INT64 -> out.longString(number);
      case UINT32 -> out.number(Integer.toUnsignedLong((int) number));
      case ENUM -> word(field.words(), (int) number);
      case FIXED32 -> out.number(number);
      case FIXED64 -> out.unsignedString(number);
      case DOUBLE -> out.number(Double.longBitsToDouble(number));
    }
  }

  private void word(List<String> words, int number) {
    if (number >= 0 && number < words.size()) {
      out.raw('"').raw(words.get(number)).raw('"');
    } else {
      out.number(number);
    }
  }

  private FieldCursor cursor(int depth) {
    if (depth > MAX_DEPTH) {
      throw new CorruptDataException(
          "stored span: values nested more than %d messages deep; ask for application/protobuf"
              .formatted(MAX_DEPTH));
    }
    if (depth == cursors.size()) {
      cursors.add(new FieldCursor());
    }
    return cursors.get(depth);
  }
}
