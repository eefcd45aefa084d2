package dev.vivace.server.access;

import dev.vivace.server.config.AuthenticationConfig;
import dev.vivace.server.config.AuthenticationConfig.PrincipalConfig;
import dev.vivace.server.lifecycle.Service;
import dev.vivace.transport.auth.AuthConfig;
import dev.vivace.transport.auth.Authenticator;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Knows who may come in, as a service: files are read at its start and followed until its stop.
public final class Gatekeeper implements Service {

  private final AuthenticationConfig config;
  private final MeterRegistry registry;
  private volatile @Nullable Authenticator authenticator;

  public Gatekeeper(AuthenticationConfig config, MeterRegistry registry) {
    this.config = config;
    this.registry = registry;
  }

  @Override
  public String name() {
    return "auth";
  }

  @Override
  public void start() {
    if (config.isOn()) {
      authenticator = Authenticator.start(known(config), registry);
    }
  }

  @Override
  public void stop(Duration timeout) {
    Authenticator started = authenticator;
    if (started != null) {
      started.close();
    }
  }

  /// Who knows the senders; null if nobody is asked. After the start.
  public @Nullable Authenticator ofReceivers() {
    return authenticator;
  }

  /// Who knows those who ask; null if nobody is asked. After the start.
  public @Nullable Authenticator ofApi() {
    return config.apiRequired() ? authenticator : null;
  }

  private static AuthConfig known(AuthenticationConfig config) {
    Map<String, AuthConfig.PrincipalConfig> principals = new LinkedHashMap<>();
    config.principals().forEach((name, principal) -> principals.put(name, known(principal)));
    return new AuthConfig(principals, path(config.basicFile()));
  }

  private static AuthConfig.PrincipalConfig known(PrincipalConfig principal) {
    return new AuthConfig.PrincipalConfig(
        Set.copyOf(principal.scopes()),
        Set.copyOf(principal.tenants()),
        principal.token().value(),
        path(principal.tokenFile()));
  }

  private static @Nullable Path path(String file) {
    return file.isEmpty() ? null : Path.of(file);
  }
}
