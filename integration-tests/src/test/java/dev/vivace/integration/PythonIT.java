package dev.vivace.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.integration.client.PythonShop;
import dev.vivace.integration.process.Servers;
import dev.vivace.integration.process.Settings;
import dev.vivace.integration.wire.RecordedRequest;
import dev.vivace.integration.wire.RecordedRequest.Transport;
import io.opentelemetry.proto.trace.v1.Span;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A web application in Python, instrumented from outside: FastAPI, SQLAlchemy and HTTPX under
/// `opentelemetry-instrument`.
@Tag("client")
class PythonIT {
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
    String endpoint =
        protocol.equals("grpc")
            ? "http://" + fixture.proxy().grpc()
            : fixture.proxy().http().toString();
    try (PythonShop shop = PythonShop.start(protocol, endpoint)) {
      shop.visit("/checkout");
      shop.visit("/broken");
      fixture.awaitSent(
          "the spans of all handlers",
          spans ->
              spans.stream().anyMatch(s -> s.getName().equals("GET /broken"))
                  && spans.stream().anyMatch(s -> s.getName().equals("GET /checkout")));
      shop.stop();
    }
  }
}
