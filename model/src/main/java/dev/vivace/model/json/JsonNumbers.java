package dev.vivace.model.json;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;

/// Numbers out of JSON text, exactly: an integer never takes a detour through a double. Throws
/// [NumberFormatException] for what is no number, or not one of the range.
public final class JsonNumbers {

  /// The integers of a protobuf type.
  public enum Range {
    INT32(BigInteger.valueOf(Integer.MIN_VALUE), BigInteger.valueOf(Integer.MAX_VALUE)),
    UINT32(BigInteger.ZERO, BigInteger.ONE.shiftLeft(32).subtract(BigInteger.ONE)),
    INT64(BigInteger.valueOf(Long.MIN_VALUE), BigInteger.valueOf(Long.MAX_VALUE)),
    UINT64(BigInteger.ZERO, BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE));

    private final BigInteger min;
    private final BigInteger max;

    Range(BigInteger min, BigInteger max) {
      this.min = min;
      this.max = max;
    }

    /// Whether the range contains a number of no more than [#safeDigits], given as a long.
    private boolean contains(long value, boolean negative) {
      return switch (this) {
        case INT32 -> value == (int) value;
        case UINT32 -> value >>> 32 == 0;
        case INT64 -> true;
        case UINT64 -> !negative || value == 0;
      };
    }

    /// So many digits fit into 64 bits whatever they are: 19, as times have, if there is no sign.
    private int safeDigits(boolean negative) {
      return this == UINT64 && !negative ? 19 : 18;
    }

    private boolean contains(BigInteger value) {
      return value.compareTo(min) >= 0 && value.compareTo(max) <= 0;
    }
  }

  /// Longer numbers are refused before anything is computed from them.
  private static final int MAX_CHARACTERS = 1_000;

  /// The digits of 2^64.
  private static final int MAX_INTEGER_DIGITS = 20;

  private JsonNumbers() {}

  /// Reads an integer, in any notation; unsigned ones of 64 bits as the long of the same bits.
  public static long parseInteger(byte[] bytes, int offset, int length, Range range) {
    boolean negative = length > 0 && bytes[offset] == '-';
    int digits = negative ? length - 1 : length;
    if (digits == 0 || digits > range.safeDigits(negative)) {
      return parseLongInteger(bytes, offset, length, range);
    }
    long value = 0;
    for (int i = offset + length - digits; i < offset + length; i++) {
      int digit = bytes[i] - '0';
      if (digit < 0 || digit > 9) {
        return parseLongInteger(bytes, offset, length, range);
      }
      value = value * 10 + digit;
    }
    value = negative ? -value : value;
    if (!range.contains(value, negative)) {
      throw new NumberFormatException("out of range");
    }
    return value;
  }

  /// Reads a finite decimal number, or one of the three words of protobuf's JSON for others.
  public static double parseDouble(byte[] bytes, int offset, int length) {
    String text = text(bytes, offset, length);
    switch (text) {
      case "NaN" -> {
        return Double.NaN;
      }
      case "Infinity" -> {
        return Double.POSITIVE_INFINITY;
      }
      case "-Infinity" -> {
        return Double.NEGATIVE_INFINITY;
      }
      default -> {
        // BigDecimal takes decimal numbers only, where Double also takes "0x1p3", "1d" and " 1".
        double value = isDecimal(text) ? Double.parseDouble(text) : Double.NaN;
        if (Double.isNaN(value) || Double.isInfinite(value)) {
          throw new NumberFormatException("out of range");
        }
        return value;
      }
    }
  }

  private static long parseLongInteger(byte[] bytes, int offset, int length, Range range) {
    BigDecimal decimal = new BigDecimal(text(bytes, offset, length));
    if (decimal.signum() == 0) {
      return 0;
    }
    long integerDigits = (long) decimal.precision() - decimal.scale();
    if (integerDigits > MAX_INTEGER_DIGITS || integerDigits <= 0) {
      throw new NumberFormatException("not an integer of 64 bits");
    }
    BigInteger integer;
    try {
      integer = decimal.toBigIntegerExact();
    } catch (ArithmeticException e) {
      throw numberFormat("has a fraction", e);
    }
    if (!range.contains(integer)) {
      throw new NumberFormatException("out of range");
    }
    return integer.longValue();
  }

  private static boolean isDecimal(String text) {
    for (int i = 0; i < text.length(); i++) {
      if ("0123456789+-.eE".indexOf(text.charAt(i)) < 0) {
        return false;
      }
    }
    return true;
  }

  private static String text(byte[] bytes, int offset, int length) {
    if (length > MAX_CHARACTERS) {
      throw new NumberFormatException("over " + MAX_CHARACTERS + " characters");
    }
    return new String(bytes, offset, length, StandardCharsets.ISO_8859_1);
  }

  private static NumberFormatException numberFormat(String message, Throwable cause) {
    NumberFormatException exception = new NumberFormatException(message);
    exception.initCause(cause);
    return exception;
  }
}
