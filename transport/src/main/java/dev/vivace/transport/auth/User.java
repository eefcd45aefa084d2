package dev.vivace.transport.auth;

import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/// A principal with a password. The digest of the password that was right is remembered, so that
/// the slow comparison is made once. Thread-safe.
final class User {

  private final Principal principal;
  private final PasswordHash hash;
  private volatile byte @Nullable [] remembered;

  User(Principal principal, PasswordHash hash) {
    this.principal = principal;
    this.hash = hash;
  }

  Principal principal() {
    return principal;
  }

  PasswordHash hash() {
    return hash;
  }

  boolean remembers(byte[] digest) {
    byte[] known = remembered;
    return known != null && MessageDigest.isEqual(known, digest);
  }

  void remember(byte[] digest) {
    remembered = digest.clone();
  }
}
