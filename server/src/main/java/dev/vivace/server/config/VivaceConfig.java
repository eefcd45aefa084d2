package dev.vivace.server.config;

import java.time.Duration;

/// The whole configuration of one process.
///
/// @param target which roles run; `all` runs every one
/// @param httpApiPrefix comes before every path that begins with `/api`; empty or `/…` without a
///   final slash
/// @param multitenancyEnabled whether requests name their tenant; otherwise all is one tenant's
/// @param shutdownDelay how long the process still answers after `/ready` has turned to 503
public record VivaceConfig(
    String target,
    String httpApiPrefix,
    boolean multitenancyEnabled,
    Duration shutdownDelay,
    ServerConfig server,
    DistributorConfig distributor,
    QueryFrontendConfig queryFrontend,
    QuerierConfig querier,
    LiveStoreConfig liveStore,
    StorageConfig storage,
    BackendWorkerConfig backendWorker,
    BackendSchedulerConfig backendScheduler,
    OverridesConfig overrides,
    AuthenticationConfig auth) {

  public VivaceConfig {
    if (!target.equals("all")) {
      throw new InvalidSettingException(
          "target", "found '%s', expected 'all': every role runs in one process".formatted(target));
    }
    if (!httpApiPrefix.isEmpty() && !httpApiPrefix.startsWith("/")) {
      throw new InvalidSettingException(
          "http_api_prefix", "found '%s', expected '/…' or nothing".formatted(httpApiPrefix));
    }
    while (httpApiPrefix.endsWith("/")) {
      httpApiPrefix = httpApiPrefix.substring(0, httpApiPrefix.length() - 1);
    }
  }

  /// Safe on a laptop: every port on loopback, data under `./data`.
  public static VivaceConfig defaults() {
    return new VivaceConfig(
        "all",
        "",
        false,
        Duration.ZERO,
        ServerConfig.defaults(),
        DistributorConfig.defaults(),
        QueryFrontendConfig.defaults(),
        QuerierConfig.defaults(),
        LiveStoreConfig.defaults(),
        StorageConfig.defaults(),
        BackendWorkerConfig.defaults(),
        BackendSchedulerConfig.defaults(),
        OverridesConfig.standard(),
        AuthenticationConfig.defaults());
  }
}
