package dev.vivace.server.config;

import dev.vivace.model.error.InvalidRequestException;
import dev.vivace.model.id.TenantId;
import dev.vivace.server.config.AuthenticationConfig.PrincipalConfig;
import dev.vivace.transport.auth.Principal;
import org.jspecify.annotations.Nullable;

/// What TLS and authentication need of several settings together. A door that is half configured
/// stops the start: it would stand open.
final class DoorChecks {

  private static final String RECEIVERS = "distributor.receivers.";

  private final Problems problems;

  DoorChecks(Problems problems) {
    this.problems = problems;
  }

  void check(VivaceConfig config) {
    ReceiversConfig receivers = config.distributor().receivers();
    var grpc = receivers.otlpGrpc();
    var http = receivers.otlpHttp();
    var jaeger = receivers.jaegerProtocols();
    var zipkin = receivers.zipkin();
    requirePair("otlp.protocols.grpc", grpc == null ? null : grpc.tls());
    requirePair("otlp.protocols.http", http == null ? null : http.tls());
    requirePair("jaeger.protocols.grpc", jaeger.grpc() == null ? null : jaeger.grpc().tls());
    requirePair(
        "jaeger.protocols.thrift_http",
        jaeger.thriftHttp() == null ? null : jaeger.thriftHttp().tls());
    requirePair("zipkin", zipkin == null ? null : zipkin.tls());
    checkAuthentication(config);
  }

  private void requirePair(String receiver, @Nullable ReceiverTlsConfig tls) {
    if (tls != null && (tls.certFile().isEmpty() || tls.keyFile().isEmpty())) {
      problems.error(
          RECEIVERS + receiver + ".tls",
          "%s is missing: a receiver with 'tls:' needs cert_file and key_file"
              .formatted(tls.certFile().isEmpty() ? "cert_file" : "key_file"));
    }
  }

  private void checkAuthentication(VivaceConfig config) {
    AuthenticationConfig auth = config.auth();
    if (!auth.isOn() && !auth.basicFile().isEmpty()) {
      problems.error(
          "auth.basic_file", "there are no auth.principals, so nobody would be asked; name them");
    }
    auth.principals().forEach((name, principal) -> check(config, name, principal));
  }

  private void check(VivaceConfig config, String name, PrincipalConfig principal) {
    String setting = "auth.principals." + name;
    if (name.isEmpty() || name.contains(":")) {
      problems.error(setting, "the name is empty or has a colon");
    }
    boolean hasToken = !principal.token().value().isEmpty();
    if (hasToken && !principal.tokenFile().isEmpty()) {
      problems.error(setting, "token stands beside token_file; keep one of them");
    }
    boolean hasNothing = !hasToken && principal.tokenFile().isEmpty();
    if (hasNothing && config.auth().basicFile().isEmpty()) {
      problems.error(
          setting, "nobody can be this principal: set token, token_file, or auth.basic_file");
    }
    if (principal.scopes().isEmpty()) {
      problems.error(setting + ".scopes", "found none, expected some of write, read, admin");
    }
    if (config.multitenancyEnabled() && principal.tenants().isEmpty()) {
      problems.error(setting + ".tenants", "found none, expected tenants, or '*' for every tenant");
    }
    principal.tenants().forEach(tenant -> checkTenant(setting, tenant));
  }

  private void checkTenant(String setting, String tenant) {
    if (!tenant.equals(Principal.EVERY_TENANT)) {
      try {
        new TenantId(tenant);
      } catch (InvalidRequestException e) {
        problems.error(setting + ".tenants", String.valueOf(e.getMessage()));
      }
    }
  }
}
