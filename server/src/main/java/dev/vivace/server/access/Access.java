package dev.vivace.server.access;

import dev.vivace.transport.auth.Principal;
import dev.vivace.transport.auth.Scope;

/// What a route or call needs of who asks.
public enum Access {
  /// Nothing: probes ask here.
  OPEN,
  /// Scope `read`; of the tenants named, each must be allowed.
  READ,
  /// What concerns all tenants: scope `read` with every tenant, or `admin`.
  OPERATE,
  /// Scope `admin`.
  ADMIN;

  /// @param hasTenants whether requests name their tenant
  boolean admits(Principal principal, boolean hasTenants) {
    return switch (this) {
      case OPEN -> true;
      case READ -> principal.may(Scope.READ);
      case OPERATE ->
          principal.may(Scope.ADMIN)
              || (principal.may(Scope.READ) && (!hasTenants || principal.usesEveryTenant()));
      case ADMIN -> principal.may(Scope.ADMIN);
    };
  }

  /// For messages.
  String needed() {
    return switch (this) {
      case OPEN -> "nothing";
      case READ -> "scope 'read'";
      case OPERATE -> "scope 'admin', or 'read' with tenant '*'";
      case ADMIN -> "scope 'admin'";
    };
  }
}
