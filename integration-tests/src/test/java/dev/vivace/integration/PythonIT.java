package dev.vivace.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vivace.integration.client.Command;
import dev.vivace.integration.client.Toolchain;
import dev.vivace.integration.process.FreePorts;
import dev.vivace.integration.process.Servers;
import dev.vivace.integration.process.Settings;
import dev.vivace.integration.process.TestRun;
import dev.vivace.integration.wire.RecordedRequest;
import dev.vivace.integration.wire.RecordedRequest.Transport;
import dev.vivace.integration.wire.TraceClient;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A web application in Python, instrumented from outside: FastAPI, SQLAlchemy and HTTPX under
/// `opentelemetry-instrument`.
@Tag("client")
class PythonIT {
  private static final Duration START_DEADLINE = Duration.ofSeconds(60);
  private static final Path SHOP = TestRun.resource("clients/python");

  @RegisterExtension static final Servers SERVERS = new Servers();

  @ParameterizedTest(name = "over {0}")
  @CsvSource({"grpc, GRPC", "http/protobuf, HTTP"})
  void everySpanOfAnInstrumentedApplicationComesBackAsSent(String protocol, Transport transport) {
    try (ClientFixture fixture = new ClientFixture(SERVERS.start(Settings.unlimited()))) {
      useShop(fixture, protocol);

      assertThat(fixture.proxy().accepted())
          .isNotEmpty()
          .allMatch(r -> r.transport() == transport)
          .allMatch(RecordedRequest::isGzip);
      assertThat(fixture.sentSpans())
          .extracting(Span::getName)
          .contains("GET /items/{item}", "GET /checkout", "GET /broken", "SELECT", "GET");
      assertThat(fixture.sentSpans())
          .as("an exception's event")
          .anyMatch(s -> s.getEventsList().stream().anyMatch(e -> e.getName().equals("exception")));
      assertThat(handlerOfTheInnerCall(fixture).getTraceId())
          .as("one trace across the call over HTTP")
          .isEqualTo(named(fixture, "GET /checkout").getFirst().getTraceId());
      fixture.assertComesBackAsSent();
    }
  }

  private static Span handlerOfTheInnerCall(ClientFixture fixture) {
    Span call = named(fixture, "GET").getFirst();
    return named(fixture, "GET /items/{item}").stream()
        .filter(s -> s.getParentSpanId().equals(call.getSpanId()))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no span below the call " + call));
  }

  private static List<Span> named(ClientFixture fixture, String name) {
    return fixture.sentSpans().stream().filter(s -> s.getName().equals(name)).toList();
  }

  private static void useShop(ClientFixture fixture, String protocol) {
    Path programs = Toolchain.python(SHOP.resolve("requirements.txt")).resolve("venv/bin");
    int port = FreePorts.next();
    URI shop = URI.create("http://127.0.0.1:" + port);
    List<String> command =
        List.of(
            programs.resolve("opentelemetry-instrument").toString(),
            programs.resolve("uvicorn").toString(),
            "shop:app",
            "--port",
            Integer.toString(port));
    try (Command application = Command.start(SHOP, environment(fixture, protocol, shop), command);
        TraceClient browser = new TraceClient(shop)) {
      await("the shop's start")
          .atMost(START_DEADLINE)
          .pollInterval(Duration.ofMillis(100))
          .until(() -> answers(application, browser));
      browser.get("/checkout", "*/*");
      browser.get("/broken", "*/*");
      fixture.awaitSent(
          "the spans of all handlers",
          spans ->
              spans.stream().anyMatch(s -> s.getName().equals("GET /broken"))
                  && spans.stream().anyMatch(s -> s.getName().equals("GET /checkout")));
      application.stop();
    }
  }

  private static boolean answers(Command application, TraceClient browser) {
    if (!application.isAlive()) {
      throw application.failure("ended before it answered");
    }
    try {
      return browser.get("/items/1", "*/*").statusCode() == 200;
    } catch (UncheckedIOException notListeningYet) {
      return false;
    }
  }

  private static Map<String, String> environment(ClientFixture fixture, String protocol, URI shop) {
    String endpoint =
        protocol.equals("grpc")
            ? "http://" + fixture.proxy().grpc()
            : fixture.proxy().http().toString();
    Map<String, String> environment = new HashMap<>();
    environment.put("SHOP_URL", shop.toString());
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
}
