package dev.vivace.model.id;

import dev.vivace.model.error.InvalidRequestException;
import java.util.HexFormat;

/// A trace id: 16 bytes, big-endian in two longs. Columns keep the two longs; this record is for
/// the edges.
public record TraceId(long high, long low) implements Comparable<TraceId> {

  private static final int MAX_DIGITS = 32;

  /// Reads 1 to 32 hex digits of any case; fewer than 32 are padded with zeros on the left.
  public static TraceId parse(String digits) {
    if (digits.isEmpty() || digits.length() > MAX_DIGITS) {
      throw new InvalidRequestException(
          "trace id of %d digits (expected: 1 to %d hex digits)"
              .formatted(digits.length(), MAX_DIGITS));
    }
    long high = 0;
    long low = 0;
    for (int i = 0; i < digits.length(); i++) {
      char c = digits.charAt(i);
      if (!HexFormat.isHexDigit(c)) {
        throw new InvalidRequestException(
            "trace IDs can only contain hex characters: invalid character '%s' at position %d"
                .formatted(Character.isISOControl(c) ? "?" : c, i + 1));
      }
      high = (high << 4) | (low >>> 60);
      low = (low << 4) | HexFormat.fromHexDigit(c);
    }
    return new TraceId(high, low);
  }

  /// The 32 lower-case hex digits.
  public String toHex() {
    HexFormat hex = HexFormat.of();
    return hex.toHexDigits(high) + hex.toHexDigits(low);
  }

  @Override
  public int compareTo(TraceId other) {
    int byHigh = Long.compareUnsigned(high, other.high);
    return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
  }

  @Override
  public String toString() {
    return toHex();
  }
}
