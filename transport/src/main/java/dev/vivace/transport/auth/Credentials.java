package dev.vivace.transport.auth;

import dev.vivace.transport.auth.AuthConfig.PrincipalConfig;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// All tokens and passwords at one moment. What was learned about passwords ends with it, so a
/// changed file holds at once.
final class Credentials {

  /// A shorter token can be guessed.
  private static final int MIN_TOKEN_CHARS = 16;

  private static final int MAX_LINES = 100_000;

  /// A token's digest and whose it is.
  private record Token(byte[] digest, Principal principal) {}

  private final KeyedDigest digest = new KeyedDigest();
  private final Map<Long, Token> tokens = new HashMap<>(); // by the digest's first bytes
  private final Map<String, User> users = new HashMap<>();

  private Credentials() {}

  /// Throws [IllegalArgumentException] if a file or token cannot be used.
  static Credentials of(AuthConfig config, Map<Path, byte[]> files) {
    Credentials credentials = new Credentials();
    Map<String, Principal> principals = new HashMap<>();
    config
        .principals()
        .forEach(
            (name, principal) -> {
              Principal known = new Principal(name, principal.scopes(), principal.tenants());
              principals.put(name, known);
              credentials.addTokens(known, principal, files);
            });
    Path basicFile = config.basicFile();
    if (basicFile != null) {
      credentials.addUsers(basicFile, lines(basicFile, files), principals);
    }
    return credentials;
  }

  private static List<String> lines(Path file, Map<Path, byte[]> files) {
    byte[] bytes = files.get(file);
    if (bytes == null) {
      throw new IllegalStateException(file + " was not read");
    }
    List<String> lines =
        new String(bytes, StandardCharsets.UTF_8).lines().map(String::strip).toList();
    if (lines.size() > MAX_LINES) {
      throw new IllegalArgumentException(
          "%s: %d lines (limit: %d)".formatted(file, lines.size(), MAX_LINES));
    }
    return lines;
  }

  private void addTokens(Principal owner, PrincipalConfig config, Map<Path, byte[]> files) {
    if (!config.token().isEmpty()) {
      addToken(owner, config.token());
    }
    Path file = config.tokenFile();
    if (file != null) {
      List<String> written = lines(file, files).stream().filter(t -> !t.isEmpty()).toList();
      if (written.isEmpty()) {
        throw new IllegalArgumentException(
            "%s: no token of principal '%s' (expected: one a line)".formatted(file, owner.name()));
      }
      written.forEach(token -> addToken(owner, token));
    }
  }

  private void addToken(Principal owner, String token) {
    if (token.length() < MIN_TOKEN_CHARS) {
      throw new IllegalArgumentException(
          "a token of principal '%s' has %d characters (expected: at least %d, by chance, as 'openssl rand -hex 32' makes them)"
              .formatted(owner.name(), token.length(), MIN_TOKEN_CHARS));
    }
    byte[] digested = digest.of(token);
    Token other = tokens.put(first(digested), new Token(digested, owner));
    if (other != null && !other.principal().equals(owner)) {
      throw new IllegalArgumentException(
          "principals '%s' and '%s' have the same token"
              .formatted(other.principal().name(), owner.name()));
    }
  }

  private void addUsers(Path file, List<String> lines, Map<String, Principal> principals) {
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (!line.isEmpty() && !line.startsWith("#")) {
        String where = "%s:%d".formatted(file, i + 1);
        int colon = line.indexOf(':');
        Principal principal = colon < 0 ? null : principals.get(line.substring(0, colon));
        if (principal == null) {
          throw new IllegalArgumentException(
              where + ": expected the name of one of auth.principals, a colon and a bcrypt hash");
        }
        PasswordHash hash = PasswordHash.parse(line.substring(colon + 1), where);
        if (users.put(principal.name(), new User(principal, hash)) != null) {
          throw new IllegalArgumentException(where + ": this name has a line already");
        }
      }
    }
  }

  private static long first(byte[] digested) {
    return ByteBuffer.wrap(digested).getLong();
  }

  /// Whose token it is.
  @Nullable Principal byToken(String token) {
    byte[] digested = digest.of(token);
    Token found = tokens.get(first(digested));
    return found != null && MessageDigest.isEqual(found.digest(), digested)
        ? found.principal()
        : null;
  }

  @Nullable User user(String name) {
    return users.get(name);
  }

  /// Whether anybody has a password.
  boolean hasUsers() {
    return !users.isEmpty();
  }

  /// Any hash, to spend as much time on a name that is not known as on one that is.
  PasswordHash anyHash() {
    return users.values().iterator().next().hash();
  }

  byte[] digest(byte[] password) {
    return digest.of(password);
  }
}
