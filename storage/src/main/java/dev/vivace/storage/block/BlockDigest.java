package dev.vivace.storage.block;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// Names the content of a whole block: the first 16 bytes of its SHA-256, as two big-endian longs.
public record BlockDigest(long high, long low) {

  static BlockDigest of(ByteBuffer sha256) {
    return new BlockDigest(sha256.getLong(0), sha256.getLong(Long.BYTES));
  }

  static MessageDigest newSha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256, this one does not", e);
    }
  }

  /// The 32 lower-case hex digits.
  public String toHex() {
    HexFormat hex = HexFormat.of();
    return hex.toHexDigits(high) + hex.toHexDigits(low);
  }
}
