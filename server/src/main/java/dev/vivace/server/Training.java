package dev.vivace.server;

import dev.vivace.server.config.CommandLine;
import dev.vivace.server.config.ConfigLoader;
import dev.vivace.server.config.Problems;
import dev.vivace.server.config.VivaceConfig;
import dev.vivace.server.lifecycle.Listener;
import dev.vivace.server.pages.BuildInfo;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// A short life of the whole process on free ports and in a folder of its own. The build runs it so
/// that the JVM can note which classes are loaded and linked, and starts faster from then on.
public final class Training {

  private static final List<String> PAGES = List.of("/ready", "/metrics", "/status/config");

  private Training() {}

  /// Runs once and ends.
  ///
  /// @param arguments the folder for its data
  public static void main(String[] arguments) {
    Problems problems = new Problems();
    VivaceConfig config = configuration(Path.of(arguments[0]), problems);
    if (!problems.errors().isEmpty()) {
      throw new IllegalStateException("training: " + problems.errors());
    }
    Application application = new Wiring(config, BuildInfo.load()).application();
    application.start();
    Listener api = application.listeners().getFirst();
    InetSocketAddress address = api.address();
    for (String page : PAGES) {
      URI url = URI.create("http://127.0.0.1:" + address.getPort() + page);
      HealthCheck.Health health = HealthCheck.ask(url);
      if (!health.healthy()) {
        throw new IllegalStateException("training: " + health.message());
      }
    }
    System.exit(application.stop() ? Main.DONE : Main.FAILED);
  }

  private static VivaceConfig configuration(Path folder, Problems problems) {
    CommandLine commandLine =
        CommandLine.parse(
            List.of(
                "--server.http-listen-port=0",
                "--server.grpc-listen-port=0",
                "--distributor.receivers.otlp.protocols.grpc.endpoint=127.0.0.1:0",
                "--distributor.receivers.otlp.protocols.http.endpoint=127.0.0.1:0",
                "--storage.trace.local.path=" + folder.resolve("blocks"),
                "--storage.trace.wal.path=" + folder.resolve("wal")),
            problems);
    return new ConfigLoader(Map.of(), problems).load(commandLine);
  }
}
