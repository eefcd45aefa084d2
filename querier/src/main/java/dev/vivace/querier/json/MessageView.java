package dev.vivace.querier.json;

import dev.vivace.model.bytes.ProtobufWriter;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/// A protobuf message inside a larger array, read field by field on demand. For answers that are
/// small or rare: each look at a field walks the message.
public record MessageView(byte[] bytes, int offset, int end) {

  private static final MessageView EMPTY = new MessageView(new byte[0], 0, 0);

  /// A cursor at the message's begin.
  public FieldCursor cursor() {
    return new FieldCursor().reset(bytes, offset, end);
  }

  public int length() {
    return end - offset;
  }

  /// The content as text.
  public String text() {
    return new String(bytes, offset, length(), StandardCharsets.UTF_8);
  }

  /// The field's last message, string or bytes; empty if there is none.
  public MessageView last(int field) {
    MessageView last = EMPTY;
    FieldCursor cursor = cursor();
    while (cursor.next()) {
      last = isBytes(cursor, field) ? content(cursor) : last;
    }
    return last;
  }

  /// The field's last number of this wire type; 0 if there is none.
  public long number(int field, int wireType) {
    long number = 0;
    FieldCursor cursor = cursor();
    while (cursor.next()) {
      number = cursor.tag() == (field << 3 | wireType) ? cursor.value() : number;
    }
    return number;
  }

  /// Hands over the field's messages in order.
  public void forEach(int field, Consumer<MessageView> consumer) {
    FieldCursor cursor = cursor();
    while (cursor.next()) {
      if (isBytes(cursor, field)) {
        consumer.accept(content(cursor));
      }
    }
  }

  /// What the field that the cursor read last contains.
  public static MessageView content(FieldCursor cursor) {
    return new MessageView(cursor.bytes(), cursor.valueOffset(), cursor.valueEnd());
  }

  private static boolean isBytes(FieldCursor cursor, int field) {
    return cursor.tag() == (field << 3 | ProtobufWriter.BYTES);
  }
}
