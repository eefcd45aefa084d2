package dev.vivace.distributor.zipkin;

import dev.vivace.distributor.translate.Text;
import dev.vivace.model.error.InvalidRequestException;
import dev.vivace.model.id.TraceId;
import java.nio.ByteBuffer;
import java.util.HexFormat;

/// The three ids of a span, as they were sent: numbers in hexadecimal, or bytes. Short ones have
/// zeros in front.
final class SpanIds {

  private static final int DIGITS_PER_LONG = 16;
  private static final int BITS_PER_DIGIT = 4;

  private long traceHigh;
  private long traceLow;
  private long id;
  private long parentId;
  private boolean hasTraceId;
  private boolean hasId;

  /// Says that the trace id is this one.
  void setTraceId(long high, long low) {
    traceHigh = high;
    traceLow = low;
    hasTraceId = true;
  }

  void setId(long newId) {
    id = newId;
    hasId = true;
  }

  /// 0 is no parent.
  void setParentId(long newId) {
    parentId = newId;
  }

  /// Takes a trace id of 1 to 32 hexadecimal digits; what is none leaves the span without.
  void setTraceId(byte[] hex, int offset, int length) {
    int lowDigits = Math.min(length, DIGITS_PER_LONG);
    int highDigits = length - lowDigits;
    hasTraceId = length > 0 && highDigits <= DIGITS_PER_LONG && isHex(hex, offset, length);
    if (hasTraceId) {
      traceHigh = parse(hex, offset, highDigits);
      traceLow = parse(hex, offset + highDigits, lowDigits);
    }
  }

  /// Takes a span id of 1 to 16 hexadecimal digits; what is none leaves the span without.
  void setId(byte[] hex, int offset, int length) {
    hasId = isSpanId(hex, offset, length);
    id = hasId ? parse(hex, offset, length) : 0;
  }

  /// Takes a parent's id of 1 to 16 hexadecimal digits; what is none leaves the span without.
  void setParentId(byte[] hex, int offset, int length) {
    parentId = isSpanId(hex, offset, length) ? parse(hex, offset, length) : 0;
  }

  boolean areNumbers() {
    return hasTraceId && hasId;
  }

  long traceHigh() {
    return traceHigh;
  }

  long traceLow() {
    return traceLow;
  }

  long id() {
    return id;
  }

  /// 0 if there is no parent; a span is never its own.
  long parentId() {
    return parentId == id ? 0 : parentId;
  }

  /// The trace id's bytes; none if it was missing or not hexadecimal.
  Text traceIdBytes() {
    return hasTraceId ? bytes(traceHigh, traceLow) : Text.EMPTY;
  }

  /// The span id's bytes; none if it was missing or not hexadecimal.
  Text idBytes() {
    return hasId ? bytes(id) : Text.EMPTY;
  }

  /// The refusal of a request whose span with these ids is larger than any sender's.
  InvalidRequestException hasTooMany(String what, int limit) {
    return new InvalidRequestException(
        "span %016x of trace %s has more than %d %s; send smaller spans"
            .formatted(id, new TraceId(traceHigh, traceLow).toHex(), limit, what));
  }

  private static Text bytes(long... numbers) {
    ByteBuffer buffer = ByteBuffer.allocate(numbers.length * Long.BYTES);
    for (long number : numbers) {
      buffer.putLong(number);
    }
    return new Text(buffer.array(), 0, buffer.capacity());
  }

  private static boolean isSpanId(byte[] hex, int offset, int length) {
    return length > 0 && length <= DIGITS_PER_LONG && isHex(hex, offset, length);
  }

  private static boolean isHex(byte[] hex, int offset, int length) {
    for (int i = offset; i < offset + length; i++) {
      if (!HexFormat.isHexDigit(hex[i])) {
        return false;
      }
    }
    return true;
  }

  private static long parse(byte[] hex, int offset, int digits) {
    long number = 0;
    for (int i = offset; i < offset + digits; i++) {
      number = number << BITS_PER_DIGIT | HexFormat.fromHexDigit(hex[i]);
    }
    return number;
  }
}
