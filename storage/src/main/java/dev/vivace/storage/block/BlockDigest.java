package dev.vivace.storage.block;

import java.util.HexFormat;

/// Names the content of a whole block: the first 16 bytes of its SHA-256, as two big-endian longs.
public record BlockDigest(long high, long low) {

  /// The 32 lower-case hex digits.
  public String toHex() {
    HexFormat hex = HexFormat.of();
    return hex.toHexDigits(high) + hex.toHexDigits(low);
  }
}
