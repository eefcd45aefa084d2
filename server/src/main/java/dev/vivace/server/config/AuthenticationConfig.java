package dev.vivace.server.config;

import dev.vivace.transport.auth.Scope;
import java.util.List;
import java.util.Map;

/// Who may do what. Without principals nobody is asked.
///
/// @param apiRequired whether the API's ports ask; receivers have a setting of their own
/// @param basicFile passwords: lines of a principal's name, a colon and a bcrypt hash, as `htpasswd
///   -B` writes them
public record AuthenticationConfig(
    boolean apiRequired, String basicFile, Map<String, PrincipalConfig> principals) {

  static AuthenticationConfig defaults() {
    return new AuthenticationConfig(true, "", Map.of());
  }

  public boolean isOn() {
    return !principals.isEmpty();
  }

  /// Somebody who is known by a token or a password.
  ///
  /// @param tokenFile holds tokens, one a line
  /// @param tenants whose data it may use; `*` is every tenant's
  public record PrincipalConfig(
      Secret token, String tokenFile, List<String> tenants, List<Scope> scopes) {

    static PrincipalConfig defaults() {
      return new PrincipalConfig(new Secret(""), "", List.of(), List.of());
    }
  }
}
