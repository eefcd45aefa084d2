package dev.vivace.server;

import dev.vivace.server.config.VivaceConfig;
import dev.vivace.server.lifecycle.Lifecycle;
import dev.vivace.server.lifecycle.Listener;
import dev.vivace.server.lifecycle.Readiness;
import dev.vivace.server.pages.ProcessMetrics;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A process that [Wiring] has built: starts, runs and ends as a whole.
final class Application {

  private static final Logger LOG = LoggerFactory.getLogger(Application.class);

  // Beyond what requests in flight may take: the last group of the log, closing files.
  private static final Duration CLOSING = Duration.ofSeconds(3);

  private final VivaceConfig config;
  private final Lifecycle lifecycle;
  private final Readiness readiness;
  private final ProcessMetrics processMetrics;

  Application(
      VivaceConfig config,
      Lifecycle lifecycle,
      Readiness readiness,
      ProcessMetrics processMetrics) {
    this.config = config;
    this.lifecycle = lifecycle;
    this.readiness = readiness;
    this.processMetrics = processMetrics;
  }

  /// Starts every service; throws [dev.vivace.server.lifecycle.StartException] if one cannot.
  void start() {
    lifecycle.start(stopBudget());
    readiness.started();
    warnAboutOpenPorts();
  }

  /// Turns readiness off, waits for `shutdown_delay`, then stops every service.
  ///
  /// @return whether all ended in time and without failing
  boolean stop() {
    readiness.stopping();
    LOG.info("stopping");
    new CompletableFuture<Boolean>()
        .completeOnTimeout(true, config.shutdownDelay().toMillis(), TimeUnit.MILLISECONDS)
        .join();
    boolean clean = lifecycle.stop(stopBudget());
    processMetrics.close();
    LOG.info(clean ? "stopped" : "stopped; some services did not end by themselves");
    return clean;
  }

  /// The ports in use, the API's first.
  List<Listener> listeners() {
    return lifecycle.listeners();
  }

  private Duration stopBudget() {
    return config.server().gracefulShutdownTimeout().plus(CLOSING);
  }

  private void warnAboutOpenPorts() {
    String open = openPorts(listeners());
    if (!open.isEmpty()) {
      LOG.warn(
          "other machines can reach ports that ask nobody who they are: {}; see 'auth', 'tls' and docs/security.md",
          open);
    }
  }

  /// Those that stand open to other machines, in one line; empty if there are none.
  static String openPorts(List<Listener> listeners) {
    return listeners.stream()
        .filter(listener -> !listener.knowsItsClients() && isReachable(listener.address()))
        .map(
            listener ->
                "%s on %s:%d"
                    .formatted(
                        listener.protocol(),
                        listener.address().getHostString(),
                        listener.address().getPort()))
        .collect(Collectors.joining(", "));
  }

  private static boolean isReachable(InetSocketAddress address) {
    return !address.isUnresolved() && !address.getAddress().isLoopbackAddress();
  }
}
