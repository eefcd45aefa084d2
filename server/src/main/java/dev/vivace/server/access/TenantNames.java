package dev.vivace.server.access;

import dev.vivace.transport.auth.Principal;
import java.util.List;
import java.util.Optional;

/// The tenants that a request names, as whoever answers it will read them: `a|b`, and what follows
/// a colon is for others.
final class TenantNames {

  private TenantNames() {}

  /// The first one that the principal may not use.
  static Optional<String> forbidden(Principal principal, List<String> values) {
    return values.stream()
        .flatMap(value -> List.of(value.split("\\|", -1)).stream())
        .map(TenantNames::withoutMetadata)
        .filter(name -> !principal.mayUse(name))
        .findFirst();
  }

  private static String withoutMetadata(String part) {
    int colon = part.indexOf(':');
    return colon < 0 ? part : part.substring(0, colon);
  }

  /// What somebody is told who named it; the name was checked by nobody, so it is not repeated.
  static String refusal(Principal principal) {
    return "'%s' may not use a tenant that the request names".formatted(principal.name());
  }
}
