package dev.vivace.server;

import dev.vivace.server.config.StorageConfig.WalConfig;
import dev.vivace.server.config.VivaceConfig;
import dev.vivace.server.lifecycle.Listener;
import dev.vivace.server.roles.DistributorService;
import dev.vivace.server.roles.IngesterService;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// What a person sees once the process is ready: where it listens, what an acknowledgement means,
/// what it may hold, and one line to try.
final class Banner {

  private static final String TRACE_ID = "0af7651916cd43dd8448eb211c80319c";

  private Banner() {}

  static List<String> lines(
      VivaceConfig config, List<Listener> listeners, String version, Duration startTime) {
    List<String> lines = new ArrayList<>();
    lines.add("Vivace %s is ready after %d ms.".formatted(version, startTime.toMillis()));
    for (Listener listener : listeners) {
      lines.add("  %-15s %s".formatted(listener.protocol(), hostAndPort(listener.address())));
    }
    lines.add("  " + acknowledgement(config.storage().trace().wal()));
    lines.add("  " + limits(config));
    lines.add("Try: " + commandToTry(config, listeners));
    return lines;
  }

  /// What a success answer promises under this configuration.
  static String acknowledgement(WalConfig wal) {
    String promise =
        switch (wal.sync()) {
          case GROUP -> "on disk: they survive a crash of the process and of the machine";
          case INTERVAL ->
              "written: they survive a crash of the process; a crash of the machine may lose the last "
                  + wal.syncInterval().toMillis()
                  + " ms";
          case NONE -> "written: they survive a crash of the process, not a crash of the machine";
        };
    return "Acknowledged spans are %s (log in %s).".formatted(promise, wal.path());
  }

  /// What memory allows: the limits that follow the heap unless they are configured.
  private static String limits(VivaceConfig config) {
    return "Limits: heap %s, recent spans %s (live_store.max_live_bytes), largest request %s."
        .formatted(
            mebibytes(Runtime.getRuntime().maxMemory()),
            mebibytes(IngesterService.maxLiveBytes(config.liveStore())),
            mebibytes(DistributorService.maxRequestBytes(config)));
  }

  private static String mebibytes(long bytes) {
    return "%,d MiB".formatted(bytes >> 20);
  }

  private static String commandToTry(VivaceConfig config, List<Listener> listeners) {
    if (listeners.stream().anyMatch(l -> l.speaksTls() || l.knowsItsClients())) {
      return "curl -sS %s/ready".formatted(url(listeners.getFirst()));
    }
    String api = url(listeners.getFirst());
    String prefix = config.httpApiPrefix();
    return listeners.stream()
        .filter(listener -> listener.protocol().equals("OTLP over HTTP"))
        .findFirst()
        .map(otlp -> sendAndRead(url(otlp), api + prefix))
        .orElse("curl -sS " + api + "/ready");
  }

  private static String url(Listener listener) {
    return (listener.speaksTls() ? "https://" : "http://") + reachable(listener.address());
  }

  private static String sendAndRead(String otlp, String api) {
    String span =
        "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{\"traceId\":\"%s\",\"spanId\":\"b7ad6b7169203331\",\"name\":\"hello\",\"kind\":1,\"startTimeUnixNano\":\"'$(date +%%s)'000000000\",\"endTimeUnixNano\":\"'$(date +%%s)'250000000\"}]}]}]}"
            .formatted(TRACE_ID);
    return "curl -sS %s/v1/traces -H 'content-type: application/json' -d '%s' && curl -sS %s/api/v2/traces/%s"
        .formatted(otlp, span, api, TRACE_ID);
  }

  /// An address that a client on this machine can use: "every address" is none.
  private static String reachable(InetSocketAddress address) {
    boolean every = !address.isUnresolved() && address.getAddress().isAnyLocalAddress();
    return every ? "127.0.0.1:" + address.getPort() : hostAndPort(address);
  }

  private static String hostAndPort(InetSocketAddress address) {
    String host = address.getHostString();
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
  }
}
