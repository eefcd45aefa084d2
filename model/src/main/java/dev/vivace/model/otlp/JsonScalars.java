package dev.vivace.model.otlp;

import dev.vivace.model.bytes.ProtobufWriter;
import dev.vivace.model.bytes.Slice;
import dev.vivace.model.json.JsonCursor;
import dev.vivace.model.json.JsonNumbers;
import dev.vivace.model.json.JsonNumbers.Range;
import dev.vivace.model.json.JsonText;
import dev.vivace.model.span.DecodeCounts;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;

/// Reads the values of fields that are no messages, and writes them as protobuf.
final class JsonScalars {

  private static final int TRACE_ID_BYTES = 16;
  private static final int SPAN_ID_BYTES = 8;
  private static final int MAX_BAD_ID_BYTES = 2 * TRACE_ID_BYTES;

  private final JsonCursor json;
  private final JsonText text;
  private DecodeCounts counts = new DecodeCounts();
  private ProtobufWriter out = new ProtobufWriter(0);

  // The number read last: where it stands, for numbers also in strings.
  private long slice;
  private byte[] digits = new byte[0];
  private int digitsOffset;
  private int digitsLength;

  JsonScalars(JsonCursor json, JsonText text) {
    this.json = json;
    this.text = text;
  }

  void reset(DecodeCounts newCounts, ProtobufWriter newOut) {
    counts = newCounts;
    out = newOut;
  }

  void read(JsonMessage.Field field) {
    switch (field.kind()) {
      case STRING -> readString(field);
      case ID -> readId(field.number());
      case BYTES -> readBytes(field.number());
      case BOOL -> out.writeVarintField(field.number(), json.readBoolean() ? 1 : 0);
      case DOUBLE -> out.writeFixed64Field(field.number(), readDouble());
      case INT32 -> writeVarint(field, readInteger(Range.INT32));
      case UINT32 -> writeVarint(field, readInteger(Range.UINT32));
      case INT64 -> writeVarint(field, readInteger(Range.INT64));
      case SPAN_KIND, STATUS_CODE -> writeVarint(field, readEnum(field.kind()));
      case FIXED32 -> {
        int value = (int) readInteger(Range.UINT32);
        if (value != 0) {
          out.writeFixed32Field(field.number(), value);
        }
      }
      case FIXED64 -> {
        long value = readInteger(Range.UINT64);
        if (value != 0) {
          out.writeFixed64Field(field.number(), value);
        }
      }
      case MESSAGE -> throw new IllegalArgumentException("a message is no scalar");
    }
  }

  private void writeVarint(JsonMessage.Field field, long value) {
    if (value != 0 || field.explicit()) {
      out.writeVarintField(field.number(), value);
    }
  }

  private void readString(JsonMessage.Field field) {
    text.read("a string");
    if (text.isRepaired()) {
      counts.add(DecodeCounts.Kind.REPAIRED_UTF8);
    }
    if (text.length() > 0 || field.explicit()) {
      out.writeBytesField(field.number(), text.bytes(), text.offset(), text.length());
    }
  }

  /// Writes an id of hex digits as its bytes. Text that is no id becomes an id of a length that no
  /// id has, so that the span is refused and its request is not.
  private void readId(int number) {
    text.read("a string of hex digits");
    int length = text.length();
    if (length == 0) {
      return;
    }
    if (length % 2 == 0 && length <= 2 * TRACE_ID_BYTES && isHex()) {
      byte[] id = new byte[length / 2];
      for (int i = 0; i < id.length; i++) {
        id[i] = (byte) (hexDigit(2 * i) << 4 | hexDigit(2 * i + 1));
      }
      out.writeBytesField(number, id, 0, id.length);
      return;
    }
    int size = Math.min(length, MAX_BAD_ID_BYTES);
    if (size == SPAN_ID_BYTES || size == TRACE_ID_BYTES) {
      size--;
    }
    out.writeBytesField(number, text.bytes(), text.offset(), size);
  }

  private boolean isHex() {
    for (int i = 0; i < text.length(); i++) {
      if (!HexFormat.isHexDigit(text.bytes()[text.offset() + i])) {
        return false;
      }
    }
    return true;
  }

  private int hexDigit(int index) {
    return HexFormat.fromHexDigit(text.bytes()[text.offset() + index]);
  }

  /// Both alphabets of base64, with or without padding.
  private void readBytes(int number) {
    long at = text.read("a string in base64");
    byte[] base64 = new byte[text.length()];
    int size = 0;
    for (int i = 0; i < base64.length; i++) {
      byte next = text.bytes()[text.offset() + i];
      base64[size++] = next == '-' ? (byte) '+' : next == '_' ? (byte) '/' : next;
    }
    while (size > 0 && base64[size - 1] == '=' && base64.length - size < 2) {
      size--;
    }
    byte[] decoded;
    try {
      decoded =
          Base64.getDecoder().decode(new String(base64, 0, size, StandardCharsets.ISO_8859_1));
    } catch (IllegalArgumentException e) {
      throw json.errorAt(at, "bytes in base64: " + e.getMessage());
    }
    out.writeBytesField(number, decoded, 0, decoded.length);
  }

  private long readDouble() {
    readNumber("a number, \"NaN\", \"Infinity\" or \"-Infinity\"");
    try {
      return Double.doubleToLongBits(JsonNumbers.parseDouble(digits, digitsOffset, digitsLength));
    } catch (NumberFormatException e) {
      throw json.errorAt(slice, "a number of 64-bit floating point");
    }
  }

  private long readInteger(Range range) {
    readNumber("an integer, as number or string");
    return parseInteger(range);
  }

  private long parseInteger(Range range) {
    try {
      return JsonNumbers.parseInteger(digits, digitsOffset, digitsLength, range);
    } catch (NumberFormatException e) {
      throw json.errorAt(slice, "an integer in the range of " + range);
    }
  }

  private void readNumber(String expected) {
    if (json.peek() == '"') {
      slice = text.read(expected);
      digits = text.bytes();
      digitsOffset = text.offset();
      digitsLength = text.length();
    } else {
      readPlainNumber(expected);
    }
  }

  private void readPlainNumber(String expected) {
    slice = json.readNumber(expected);
    digits = json.bytes();
    digitsOffset = Slice.offset(slice);
    digitsLength = Slice.length(slice);
  }

  private long readEnum(JsonMessage.Kind kind) {
    if (json.peek() != '"') {
      readPlainNumber("the number or the full name of an enum's value");
      return parseInteger(Range.INT32);
    }
    long at = text.read("an enum's value");
    String name = new String(text.bytes(), text.offset(), text.length(), StandardCharsets.UTF_8);
    int value = kind == JsonMessage.Kind.SPAN_KIND ? spanKind(name) : statusCode(name);
    if (value < 0) {
      throw json.errorAt(at, "a number or a full name such as SPAN_KIND_SERVER, STATUS_CODE_OK");
    }
    return value;
  }

  private static int spanKind(String name) {
    return switch (name) {
      case "SPAN_KIND_UNSPECIFIED" -> 0;
      case "SPAN_KIND_INTERNAL" -> 1;
      case "SPAN_KIND_SERVER" -> 2;
      case "SPAN_KIND_CLIENT" -> 3;
      case "SPAN_KIND_PRODUCER" -> 4;
      case "SPAN_KIND_CONSUMER" -> 5;
      default -> -1;
    };
  }

  private static int statusCode(String name) {
    return switch (name) {
      case "STATUS_CODE_UNSET" -> 0;
      case "STATUS_CODE_OK" -> 1;
      case "STATUS_CODE_ERROR" -> 2;
      default -> -1;
    };
  }
}
