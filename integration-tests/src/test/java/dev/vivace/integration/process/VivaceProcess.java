package dev.vivace.integration.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// One run of the program in a folder of its own; a restart is another one in the same folder.
/// Ports are chosen anew for each run.
public final class VivaceProcess implements AutoCloseable {
  /// What a stopping server promises.
  public static final Duration STOP_DEADLINE = Duration.ofSeconds(10);

  // Ten times what a start may take: the machine may be busy with other things.
  private static final Duration READY_DEADLINE = Duration.ofSeconds(60);
  private static final Duration END_DEADLINE = Duration.ofSeconds(30);

  // Less than the default of most machines: what is bounded must stay so.
  private static final String SMALL_HEAP = "384m";

  private final Process process;
  private final Path folder;
  private final Path log;
  private final long logStart;
  private final Ports ports;
  private final long launchedNanos = System.nanoTime();
  private Duration readyAfter = Duration.ZERO;

  /// Where a run listens.
  private record Ports(int http, int grpc, int otlpGrpc, int otlpHttp) {
    static Ports free() {
      return new Ports(FreePorts.next(), FreePorts.next(), FreePorts.next(), FreePorts.next());
    }
  }

  private VivaceProcess(Process process, Path folder, Path log, long logStart, Ports ports) {
    this.process = process;
    this.folder = folder;
    this.log = log;
    this.logStart = logStart;
    this.ports = ports;
  }

  /// Starts the program on the data of a folder and waits until it is ready.
  public static VivaceProcess start(Path folder, Settings settings) {
    return start(folder, settings, List.of());
  }

  /// As above, by way of another program (`unshare …`) that turns into the server.
  public static VivaceProcess start(Path folder, Settings settings, List<String> launcher) {
    return start(folder, settings, launcher, Ports.free());
  }

  /// Starts the program again where this run, which has ended, kept its data and listened.
  public VivaceProcess restart(Settings settings) {
    return start(folder, settings, List.of(), ports);
  }

  private static VivaceProcess start(
      Path folder, Settings settings, List<String> launcher, Ports ports) {
    Settings complete =
        settings
            .with("server.http_listen_address", "127.0.0.1")
            .with("server.http_listen_port", ports.http())
            .with("server.grpc_listen_port", ports.grpc())
            .with(
                "distributor.receivers.otlp.protocols.grpc.endpoint",
                "127.0.0.1:" + ports.otlpGrpc())
            .with(
                "distributor.receivers.otlp.protocols.http.endpoint",
                "127.0.0.1:" + ports.otlpHttp())
            .withDefault("storage.trace.backend", "local")
            .with("storage.trace.local.path", blockFolder(folder).toString())
            .with("storage.trace.wal.path", walFolder(folder).toString());
    try {
      Files.createDirectories(folder);
      Path file = Files.writeString(folder.resolve("vivace.yaml"), complete.yaml());
      Path log = folder.resolve("server.log");
      long logStart = Files.exists(log) ? Files.size(log) : 0;
      List<String> command = new ArrayList<>(launcher);
      command.addAll(TestRun.command("--config.file=" + file));
      Process process = launch(folder, log, command);
      VivaceProcess server = new VivaceProcess(process, folder, log, logStart, ports);
      server.awaitReady();
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start the server in " + folder, e);
    }
  }

  private static Process launch(Path folder, Path log, List<String> command) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    // The build that runs the tests has built the program: a build inside it would wait for ever.
    builder.environment().put("VIVACE_SKIP_BUILD", "1");
    builder.environment().putIfAbsent("VIVACE_HEAP", SMALL_HEAP);
    return builder.start();
  }

  public static Path blockFolder(Path folder) {
    return folder.resolve("data/blocks");
  }

  public static Path walFolder(Path folder) {
    return folder.resolve("data/wal");
  }

  private void awaitReady() {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest ready = HttpRequest.newBuilder(http().resolve("/ready")).build();
      await("server ready")
          .atMost(READY_DEADLINE)
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(20))
          .until(() -> answersReady(client, ready));
      readyAfter = Duration.ofNanos(System.nanoTime() - launchedNanos);
    } catch (RuntimeException | AssertionError e) {
      process.destroyForcibly();
      throw new IllegalStateException("the server did not become ready. Its log:\n" + log(), e);
    }
  }

  private boolean answersReady(HttpClient client, HttpRequest ready) throws InterruptedException {
    if (!process.isAlive()) {
      throw new IllegalStateException("the server ended with exit code " + process.exitValue());
    }
    try {
      return client.send(ready, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException notListeningYet) {
      return false;
    }
  }

  /// How long it took from the start of the program until it was ready.
  public Duration readyAfter() {
    return readyAfter;
  }

  /// The address of the API.
  public URI http() {
    return URI.create("http://127.0.0.1:" + ports.http());
  }

  /// The address of the API's own gRPC port; [#http] speaks gRPC, too.
  public String grpc() {
    return "127.0.0.1:" + ports.grpc();
  }

  public String otlpGrpc() {
    return "127.0.0.1:" + ports.otlpGrpc();
  }

  public URI otlpHttp() {
    return URI.create("http://127.0.0.1:" + ports.otlpHttp());
  }

  public ProcessHandle handle() {
    return process.toHandle();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /// `kill -9`, and nothing of it is left when this returns.
  public void kill() {
    List<ProcessHandle> descendants = process.descendants().toList();
    process.destroyForcibly();
    descendants.forEach(ProcessHandle::destroyForcibly);
    awaitEnd(END_DEADLINE);
  }

  /// SIGTERM; fails unless the server ends in time, and returns its exit code.
  public int terminate() {
    process.destroy();
    assertThat(awaitEnd(STOP_DEADLINE))
        .withFailMessage(
            () -> "still alive %s after SIGTERM. Its log:%n%s".formatted(STOP_DEADLINE, log()))
        .isTrue();
    return process.exitValue();
  }

  private boolean awaitEnd(Duration deadline) {
    try {
      return process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the server was stopping", e);
    }
  }

  /// What this run has written to its log so far.
  public String log() {
    try {
      byte[] bytes = Files.readAllBytes(log);
      int start = (int) Math.min(logStart, bytes.length);
      return new String(bytes, start, bytes.length - start, StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "(no log: " + e + ")";
    }
  }

  @Override
  public void close() {
    if (process.isAlive()) {
      kill();
    }
  }
}
