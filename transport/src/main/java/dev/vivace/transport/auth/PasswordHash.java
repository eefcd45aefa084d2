package dev.vivace.transport.auth;

import at.favre.lib.crypto.bcrypt.BCrypt;
import java.nio.charset.StandardCharsets;

/// A password as bcrypt keeps it.
final class PasswordHash {

  /// bcrypt itself reads no further.
  static final int MAX_PASSWORD_BYTES = 72;

  private static final int MIN_COST = 4;
  private static final int MAX_COST = 15; // Some seconds already.
  private static final int COST_AT = 4;
  private static final int LENGTH = 60;

  private final byte[] hash;

  private PasswordHash(byte[] hash) {
    this.hash = hash;
  }

  /// Reads `$2y$10$` and 53 characters, or throws [IllegalArgumentException].
  ///
  /// @param where the line, for messages, which do not quote it
  static PasswordHash parse(String text, String where) {
    boolean known = text.startsWith("$2a$") || text.startsWith("$2b$") || text.startsWith("$2y$");
    if (!known || text.length() != LENGTH) {
      throw new IllegalArgumentException(
          where + ": expected a bcrypt hash of 60 characters, as 'htpasswd -B' writes them");
    }
    int cost = cost(text);
    if (cost < MIN_COST || cost > MAX_COST) {
      throw new IllegalArgumentException(
          "%s: a hash of cost %s (expected: %d to %d)"
              .formatted(where, text.substring(COST_AT, COST_AT + 2), MIN_COST, MAX_COST));
    }
    return new PasswordHash(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static int cost(String text) {
    int tens = Character.digit(text.charAt(COST_AT), 10);
    int ones = Character.digit(text.charAt(COST_AT + 1), 10);
    return tens < 0 || ones < 0 ? -1 : 10 * tens + ones;
  }

  /// Takes from a millisecond to some seconds, as the hash's cost says.
  boolean matches(byte[] password) {
    return password.length > 0
        && password.length <= MAX_PASSWORD_BYTES
        && BCrypt.verifyer().verify(password, hash).verified;
  }
}
