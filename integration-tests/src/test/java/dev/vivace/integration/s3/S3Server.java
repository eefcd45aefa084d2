package dev.vivace.integration.s3;

import static org.awaitility.Awaitility.await;

import dev.vivace.integration.client.Command;
import dev.vivace.integration.client.Toolchain;
import dev.vivace.integration.process.FreePorts;
import dev.vivace.integration.process.TestRun;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/// An S3 server as a process of its own, in a temporary folder.
final class S3Server implements AutoCloseable {

  static final String ACCESS_KEY = "vivace-tests";
  static final String SECRET_KEY = "vivace-tests-secret";

  private static final Duration START_DEADLINE = Duration.ofSeconds(60);
  private static final String VERSITYGW = "github.com/versity/versitygw/cmd/versitygw";
  private static final String VERSITYGW_VERSION = "v1.8.0";
  private static final String MINIO = "github.com/minio/minio";
  private static final String MINIO_VERSION = "v0.0.0-20260212201848-7aac2a2c5b7c";

  private final Command process;
  private final Path folder;
  private final URI address;

  private S3Server(Command process, Path folder, int port) {
    this.process = process;
    this.folder = folder;
    this.address = URI.create("http://127.0.0.1:" + port);
  }

  /// Which program it is.
  enum Kind {
    /// In memory, in Python; installs in seconds.
    MOTO,
    /// Files below a folder, in Go; builds in two minutes.
    VERSITYGW,
    /// What most people run themselves, in Go; builds in six minutes.
    MINIO
  }

  /// Those that the run asks for: moto alone, or all in a long one.
  static List<Kind> kinds() {
    List<Kind> kinds = new ArrayList<>();
    for (String name : System.getProperty("vivace.s3.servers", "moto").split(",", -1)) {
      kinds.add(Kind.valueOf(name.strip().toUpperCase(Locale.ROOT)));
    }
    return kinds;
  }

  static S3Server start(Kind kind) {
    try {
      Path folder = Files.createTempDirectory("vivace-s3-");
      int port = FreePorts.next();
      S3Server server =
          new S3Server(
              Command.start(folder, environment(), command(kind, folder, port)), folder, port);
      server.awaitPort(port);
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make a folder for an S3 server", e);
    }
  }

  private static Map<String, String> environment() {
    return Map.of(
        "ROOT_ACCESS_KEY", ACCESS_KEY,
        "ROOT_SECRET_KEY", SECRET_KEY,
        "MINIO_ROOT_USER", ACCESS_KEY,
        "MINIO_ROOT_PASSWORD", SECRET_KEY,
        "MINIO_BROWSER", "off");
  }

  private static List<String> command(Kind kind, Path folder, int port) throws IOException {
    String listen = "127.0.0.1:" + port;
    String data = Files.createDirectory(folder.resolve("data")).toString();
    return switch (kind) {
      case MOTO -> {
        Path python = Toolchain.python(TestRun.resource("clients/moto/requirements.txt"));
        yield List.of(
            python.resolve("venv/bin/python").toString(),
            TestRun.resource("clients/moto/server.py").toString(),
            Integer.toString(port));
      }
      case VERSITYGW ->
          List.of(
              Toolchain.go(VERSITYGW, VERSITYGW_VERSION).toString(),
              "--port",
              listen,
              "posix",
              data);
      case MINIO ->
          List.of(
              Toolchain.go(MINIO, MINIO_VERSION).toString(),
              "server",
              "--quiet",
              "--address",
              listen,
              data);
    };
  }

  private void awaitPort(int port) {
    await("an S3 server")
        .atMost(START_DEADLINE)
        .pollInterval(Duration.ofMillis(50))
        .until(
            () -> {
              if (!process.isAlive()) {
                throw process.failure("ended before it listened");
              }
              try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return socket.isConnected();
              } catch (IOException notYet) {
                return false;
              }
            });
  }

  URI address() {
    return address;
  }

  void createBucket(String name) {
    try (S3Client client =
        S3Client.builder()
            .endpointOverride(address)
            .region(Region.US_EAST_1)
            .forcePathStyle(true)
            .credentialsProvider(
                StaticCredentialsProvider.create(
                    AwsBasicCredentials.create(ACCESS_KEY, SECRET_KEY)))
            .build()) {
      client.createBucket(bucket -> bucket.bucket(name));
    }
  }

  @Override
  public void close() {
    process.close();
    try (Stream<Path> below = Files.walk(folder)) {
      for (Path path : below.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete " + folder, e);
    }
  }
}
