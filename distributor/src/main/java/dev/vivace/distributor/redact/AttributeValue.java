package dev.vivace.distributor.redact;

import dev.vivace.model.bytes.ProtobufCursor;
import dev.vivace.model.bytes.ProtobufWriter;
import dev.vivace.model.bytes.Slice;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What of an attribute's value is hashed: of a text its bytes, of bytes themselves, of a number or
/// truth value its text; of anything else, lists above all, the value as it was encoded. For one
/// thread.
final class AttributeValue {

  private static final int VALUE_TAG = 2 << 3 | ProtobufWriter.BYTES;
  private static final int STRING_TAG = 1 << 3 | ProtobufWriter.BYTES;
  private static final int BOOL_TAG = 2 << 3 | ProtobufWriter.VARINT;
  private static final int INT_TAG = 3 << 3 | ProtobufWriter.VARINT;
  private static final int DOUBLE_TAG = 4 << 3 | ProtobufWriter.FIXED64;
  private static final int BYTES_TAG = 7 << 3 | ProtobufWriter.BYTES;

  private final byte[] bytes;
  private final ProtobufCursor cursor = new ProtobufCursor();

  AttributeValue(byte[] bytes) {
    this.bytes = bytes;
  }

  /// Of the value of the `KeyValue` in `[start, end)`.
  byte[] of(int start, int end) {
    ProtobufWriter encoded = new ProtobufWriter(0);
    byte @Nullable [] plain = null;
    int count = 0;
    cursor.reset(bytes, start, end);
    while (cursor.hasMore()) {
      int tag = cursor.readTag();
      if (tag == VALUE_TAG) {
        int outer = cursor.enter();
        int body = cursor.position();
        encoded.writeRaw(bytes, body, cursor.limit() - body);
        while (cursor.hasMore()) {
          plain = plain(cursor.readTag());
          count++;
        }
        cursor.leave(outer);
      } else {
        cursor.skip(tag);
      }
    }
    return count == 1 && plain != null ? plain : encoded.toByteArray();
  }

  /// The value of the field whose tag was read; null if it is none of the plain ones.
  private byte @Nullable [] plain(int tag) {
    return switch (tag) {
      case STRING_TAG, BYTES_TAG -> {
        long slice = cursor.readSlice();
        int offset = Slice.offset(slice);
        yield Arrays.copyOfRange(bytes, offset, offset + Slice.length(slice));
      }
      case BOOL_TAG -> text(cursor.readVarint() != 0);
      case INT_TAG -> text(cursor.readVarint());
      case DOUBLE_TAG -> text(Double.longBitsToDouble(cursor.readFixed64()));
      default -> {
        cursor.skip(tag);
        yield null;
      }
    };
  }

  private static byte[] text(Object value) {
    return Objects.toString(value).getBytes(StandardCharsets.UTF_8);
  }
}
