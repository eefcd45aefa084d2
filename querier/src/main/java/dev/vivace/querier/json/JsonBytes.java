package dev.vivace.querier.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.function.Consumer;

/// JSON as bytes in one growing array: tokens one after the other. Punctuation is the caller's.
/// Beyond its limit it throws [AnswerTooLargeException]. Not for several threads.
public final class JsonBytes {

  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] BASE64 =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
          .getBytes(StandardCharsets.US_ASCII);
  private static final int LARGEST_ARRAY = Integer.MAX_VALUE - 16;
  private static final int CONTROL_ESCAPE_BYTES = 6;
  private static final int MAX_LONG_DIGITS = 20;
  private static final double LARGEST_PLAIN_INTEGER = 1e15;

  private final int maxBytes;
  private byte[] bytes;
  private int length;

  public JsonBytes(int initialCapacity, long maxBytes) {
    this.maxBytes = (int) Math.min(maxBytes, LARGEST_ARRAY);
    bytes = new byte[Math.clamp(initialCapacity, 16, Math.max(16, this.maxBytes))];
  }

  /// The array written to; `[0, length())` counts. Another one after the next write that grows it.
  public byte[] bytes() {
    return bytes;
  }

  public int length() {
    return length;
  }

  /// Writes ASCII text as it is: punctuation, names, literals.
  @SuppressWarnings("deprecation") // Copies the low bytes of the characters: right for ASCII.
  public JsonBytes raw(String ascii) {
    ensure(ascii.length());
    ascii.getBytes(0, ascii.length(), bytes, length);
    length += ascii.length();
    return this;
  }

  /// Writes once more what was written at `[from, end)`.
  public JsonBytes again(int from, int end) {
    return raw(bytes, from, end - from);
  }

  /// Writes bytes as they are.
  public JsonBytes raw(byte[] source) {
    return raw(source, 0, source.length);
  }

  /// Writes one character of punctuation.
  public JsonBytes raw(char ascii) {
    ensure(1);
    bytes[length++] = (byte) ascii;
    return this;
  }

  public JsonBytes string(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    return string(utf8, 0, utf8.length);
  }

  /// Writes UTF-8 text as a string. Quotes, backslashes and control characters are escaped, the
  /// rest is copied in runs.
  public JsonBytes string(byte[] utf8, int offset, int size) {
    raw('"');
    int runStart = offset;
    int end = offset + size;
    for (int i = offset; i < end; i++) {
      byte b = utf8[i];
      if (b == '"' || b == '\\' || (b >= 0 && b < ' ')) {
        raw(utf8, runStart, i - runStart);
        escape(b);
        runStart = i + 1;
      }
    }
    return raw(utf8, runStart, end - runStart).raw('"');
  }

  public JsonBytes base64(byte[] source, int offset, int size) {
    ensure(2 + (size + 2L) / 3 * 4);
    bytes[length++] = '"';
    int end = offset + size;
    int i = offset;
    for (; i + 3 <= end; i += 3) {
      int group = (source[i] & 0xFF) << 16 | (source[i + 1] & 0xFF) << 8 | (source[i + 2] & 0xFF);
      bytes[length++] = BASE64[group >>> 18];
      bytes[length++] = BASE64[group >>> 12 & 0x3F];
      bytes[length++] = BASE64[group >>> 6 & 0x3F];
      bytes[length++] = BASE64[group & 0x3F];
    }
    if (i < end) {
      byte[] last = Base64.getEncoder().encode(Arrays.copyOfRange(source, i, end));
      raw(last);
    }
    return raw('"');
  }

  /// Writes bytes as a string of lower-case hex digits.
  public JsonBytes hex(byte[] source, int offset, int size) {
    ensure(2 + 2L * size);
    bytes[length++] = '"';
    for (int i = offset; i < offset + size; i++) {
      bytes[length++] = HEX[(source[i] >> 4) & 0xF];
      bytes[length++] = HEX[source[i] & 0xF];
    }
    return raw('"');
  }

  /// Writes a signed decimal number.
  public JsonBytes number(long value) {
    if (value < 0) {
      return raw(Long.toString(value));
    }
    ensure(MAX_LONG_DIGITS);
    int digits = 1;
    for (long rest = value; rest >= 10; rest /= 10) {
      digits++;
    }
    long rest = value;
    for (int i = length + digits - 1; i >= length; i--) {
      bytes[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    length += digits;
    return this;
  }

  /// Writes a number; NaN and the infinities, which JSON doesn't have, as strings.
  public JsonBytes number(double value) {
    if (!Double.isFinite(value)) {
      return raw('"').raw(Double.toString(value)).raw('"');
    }
    boolean plain =
        value == Math.rint(value)
            && Math.abs(value) < LARGEST_PLAIN_INTEGER
            && (value != 0 || Double.doubleToRawLongBits(value) == 0);
    return plain ? number((long) value) : raw(Double.toString(value));
  }

  /// Writes a signed 64-bit integer as a string of digits.
  public JsonBytes longString(long value) {
    return raw('"').number(value).raw('"');
  }

  /// Writes an unsigned 64-bit integer as a string of digits.
  public JsonBytes unsignedString(long value) {
    return value >= 0 ? longString(value) : raw('"').raw(Long.toUnsignedString(value)).raw('"');
  }

  /// Writes an array.
  ///
  /// @param writer writes one item
  public <T> JsonBytes list(Iterable<? extends T> items, Consumer<T> writer) {
    raw('[');
    boolean begun = false;
    for (T item : items) {
      if (begun) {
        raw(',');
      }
      begun = true;
      writer.accept(item);
    }
    return raw(']');
  }

  private JsonBytes raw(byte[] source, int offset, int size) {
    ensure(size);
    System.arraycopy(source, offset, bytes, length, size);
    length += size;
    return this;
  }

  private void escape(byte b) {
    ensure(CONTROL_ESCAPE_BYTES);
    switch (b) {
      case '"' -> raw("\\\"");
      case '\\' -> raw("\\\\");
      case '\n' -> raw("\\n");
      case '\r' -> raw("\\r");
      case '\t' -> raw("\\t");
      default -> raw("\\u").raw(HexFormat.of().toHexDigits((short) b));
    }
  }

  private void ensure(long size) {
    long needed = length + size;
    if (needed > maxBytes) {
      throw new AnswerTooLargeException(maxBytes);
    }
    if (needed > bytes.length) {
      bytes = Arrays.copyOf(bytes, (int) Math.min(maxBytes, Math.max(needed, bytes.length * 2L)));
    }
  }
}
