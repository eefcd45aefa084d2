package dev.vivace.integration.client;

import static org.awaitility.Awaitility.await;

import dev.vivace.integration.process.FreePorts;
import dev.vivace.integration.process.Settings;
import dev.vivace.integration.process.TestRun;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// An OpenTelemetry Collector that receives OTLP, with the components of
/// `clients/collector/manifest.yaml`. Its own builder makes it, once, in some minutes.
public final class Collector implements AutoCloseable {
  private static final String BUILDER = "go.opentelemetry.io/collector/cmd/builder";
  private static final String VERSION = "v0.161.0";
  private static final Path MANIFEST = TestRun.resource("clients/collector/manifest.yaml");
  private static final Duration BUILD_DEADLINE = Duration.ofMinutes(40);
  private static final Duration START_DEADLINE = Duration.ofSeconds(60);
  private static final String READY = "Everything is ready";
  private static final List<String> OTLP = List.of("otlp");

  private final Command process;
  private final Path configuration;
  private final int grpcPort;
  private final int httpPort;

  private Collector(Command process, Path configuration, int grpcPort, int httpPort) {
    this.process = process;
    this.configuration = configuration;
    this.grpcPort = grpcPort;
    this.httpPort = httpPort;
  }

  /// Starts one.
  ///
  /// @param settings its processors and exporters, and which of them its pipelines have
  public static Collector start(Settings settings) {
    int grpcPort = FreePorts.next();
    int httpPort = FreePorts.next();
    Settings complete =
        settings
            .with("receivers.otlp.protocols.grpc.endpoint", "127.0.0.1:" + grpcPort)
            .with("receivers.otlp.protocols.http.endpoint", "127.0.0.1:" + httpPort)
            .with("service.telemetry.metrics.level", "none")
            .with("service.pipelines.traces.receivers", OTLP);
    try {
      Path file = Files.createTempFile("collector-", ".yaml");
      Files.writeString(file, complete.yaml());
      List<String> words = List.of(program().toString(), "--config=" + file);
      Command process = Command.start(file.getParent(), Map.of(), words);
      Collector collector = new Collector(process, file, grpcPort, httpPort);
      collector.awaitReady();
      return collector;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot configure a Collector", e);
    }
  }

  private static Path program() {
    return Installation.of(
            "collector",
            Toolchain.read(MANIFEST),
            folder ->
                Command.run(
                    folder,
                    Map.of(),
                    BUILD_DEADLINE,
                    List.of(Toolchain.go(BUILDER, VERSION).toString(), "--config=" + MANIFEST)))
        .resolve("dist/collector");
  }

  private void awaitReady() {
    await("the Collector's start")
        .atMost(START_DEADLINE)
        .pollInterval(Duration.ofMillis(50))
        .until(
            () -> {
              if (!process.isAlive()) {
                throw process.failure("ended before it was ready");
              }
              return output().contains(READY);
            });
  }

  /// Where it receives OTLP over gRPC, as host and port.
  public String grpc() {
    return "127.0.0.1:" + grpcPort;
  }

  /// Where it receives OTLP over HTTP.
  public URI http() {
    return URI.create("http://127.0.0.1:" + httpPort);
  }

  /// Its log so far.
  public String output() {
    return process.output();
  }

  /// How often something is in its log.
  public long count(String words) {
    return output().lines().filter(line -> line.contains(words)).count();
  }

  /// SIGTERM: it sends what it has, and ends.
  public void stop() {
    process.stop();
  }

  @Override
  public void close() {
    process.close();
    try {
      Files.deleteIfExists(configuration);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete " + configuration, e);
    }
  }
}
