package dev.vivace.transport.auth;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Who is known.
///
/// @param principals by name
/// @param basicFile passwords of principals: lines of a name, a colon and a bcrypt hash, as
///   `htpasswd -B` writes them; null if there are none
public record AuthConfig(Map<String, PrincipalConfig> principals, @Nullable Path basicFile) {

  public AuthConfig {
    principals = Map.copyOf(principals);
  }

  /// One of them.
  ///
  /// @param token shown as `Authorization: Bearer`; empty is none
  /// @param tokenFile holds tokens, one a line, all of them valid; null is none
  public record PrincipalConfig(
      Set<Scope> scopes, Set<String> tenants, String token, @Nullable Path tokenFile) {

    /// Without the token.
    @Override
    public String toString() {
      return "PrincipalConfig[scopes=%s, tenants=%s]".formatted(scopes, tenants);
    }
  }

  /// The files to watch.
  Stream<Path> files() {
    Stream<Path> tokens =
        principals.values().stream().flatMap(p -> Optional.ofNullable(p.tokenFile()).stream());
    return Stream.concat(Optional.ofNullable(basicFile).stream(), tokens).distinct();
  }

  boolean hasTokens() {
    return principals.values().stream()
        .anyMatch(principal -> !principal.token().isEmpty() || principal.tokenFile() != null);
  }
}
