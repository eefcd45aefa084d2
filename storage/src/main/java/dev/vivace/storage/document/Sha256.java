package dev.vivace.storage.document;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// The hash of documents.
public final class Sha256 {

  private Sha256() {}

  /// The SHA-256 of some bytes: 64 lower-case hex digits.
  public static String hex(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java runtime has no SHA-256; every one must", e);
    }
  }
}
