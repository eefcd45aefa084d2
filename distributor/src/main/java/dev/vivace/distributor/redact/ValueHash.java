package dev.vivace.distributor.redact;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// HMAC-SHA-256 with a tenant's key, as 64 hex digits in lower case. For one thread.
final class ValueHash {

  private static final String ALGORITHM = "HmacSHA256";

  private final Mac mac;

  ValueHash(byte[] key) {
    try {
      mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key, ALGORITHM));
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException("every Java has " + ALGORITHM, e);
    }
  }

  String of(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return of(bytes, 0, bytes.length);
  }

  String of(byte[] bytes, int offset, int size) {
    mac.update(bytes, offset, size);
    return HexFormat.of().formatHex(mac.doFinal());
  }
}
