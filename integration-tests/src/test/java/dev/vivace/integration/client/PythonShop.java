package dev.vivace.integration.client;

import static org.awaitility.Awaitility.await;

import dev.vivace.integration.process.FreePorts;
import dev.vivace.integration.process.TestRun;
import dev.vivace.integration.wire.TraceClient;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A web application in Python, instrumented from outside: FastAPI, SQLAlchemy and HTTPX under
/// `opentelemetry-instrument`.
public final class PythonShop implements AutoCloseable {
  private static final Duration START_DEADLINE = Duration.ofSeconds(60);
  private static final Path SHOP = TestRun.resource("clients/python");

  private final Command application;
  private final TraceClient browser;

  private PythonShop(Command application, TraceClient browser) {
    this.application = application;
    this.browser = browser;
  }

  /// Starts it and waits until it answers.
  ///
  /// @param protocol `grpc` or `http/protobuf`
  /// @param endpoint where its spans go: a URL without a path
  public static PythonShop start(String protocol, String endpoint) {
    Path programs = Toolchain.python(SHOP.resolve("requirements.txt")).resolve("venv/bin");
    int port = FreePorts.next();
    URI address = URI.create("http://127.0.0.1:" + port);
    List<String> command =
        List.of(
            programs.resolve("opentelemetry-instrument").toString(),
            programs.resolve("uvicorn").toString(),
            "shop:app",
            "--port",
            Integer.toString(port));
    PythonShop shop =
        new PythonShop(
            Command.start(SHOP, environment(protocol, endpoint, address), command),
            new TraceClient(address));
    await("the shop's start")
        .atMost(START_DEADLINE)
        .pollInterval(Duration.ofMillis(100))
        .until(shop::answers);
    return shop;
  }

  private boolean answers() {
    if (!application.isAlive()) {
      throw application.failure("ended before it answered");
    }
    try {
      return browser.get("/items/1", "*/*").statusCode() == 200;
    } catch (UncheckedIOException notListeningYet) {
      return false;
    }
  }

  /// Asks for one of its pages.
  public void visit(String path) {
    browser.get(path, "*/*");
  }

  /// Ends it, after it has sent its spans.
  public void stop() {
    application.stop();
  }

  private static Map<String, String> environment(String protocol, String endpoint, URI address) {
    Map<String, String> environment = new HashMap<>();
    environment.put("SHOP_URL", address.toString());
    environment.put("PYTHONDONTWRITEBYTECODE", "1");
    environment.put("OTEL_SERVICE_NAME", "python-shop");
    environment.put("OTEL_EXPORTER_OTLP_PROTOCOL", protocol);
    environment.put("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint);
    environment.put("OTEL_EXPORTER_OTLP_COMPRESSION", "gzip");
    environment.put("OTEL_METRICS_EXPORTER", "none");
    environment.put("OTEL_LOGS_EXPORTER", "none");
    environment.put("OTEL_BSP_SCHEDULE_DELAY", "200");
    return environment;
  }

  @Override
  public void close() {
    browser.close();
    application.close();
  }
}
