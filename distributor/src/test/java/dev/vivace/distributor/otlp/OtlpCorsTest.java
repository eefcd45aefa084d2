package dev.vivace.distributor.otlp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.distributor.CorsConfig;
import dev.vivace.distributor.ingest.IngestLimits;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(30)
class OtlpCorsTest {

  private final Running.Settings settings = new Running.Settings();
  private Running running;

  @BeforeAll
  static void letTheClientSetTheHeadersOfABrowser() {
    System.setProperty(
        "jdk.httpclient.allowRestrictedHeaders",
        "origin,access-control-request-method,access-control-request-headers");
  }

  @AfterEach
  void stop() {
    if (running != null) {
      running.close();
    }
  }

  private void start(String origin, String... headers) {
    settings.http =
        settings.http.withCors(
            new CorsConfig(List.of(origin), List.of(headers), Duration.ofMinutes(10)));
    running = settings.start();
  }

  private HttpResponse<byte[]> preflight(String origin, String method, String headers)
      throws Exception {
    return running.send(
        "OPTIONS",
        "/v1/traces",
        new byte[0],
        "Origin",
        origin,
        "Access-Control-Request-Method",
        method,
        "Access-Control-Request-Headers",
        headers);
  }

  private static String header(HttpResponse<byte[]> response, String name) {
    return response.headers().firstValue(name).orElse(null);
  }

  @Test
  void aPermittedPreflightIsToldWhatIsAllowed() throws Exception {
    settings.multitenancy = true; // Preflights come without a tenant.
    start("https://*.example.com", "X-Scope-OrgID");
    var response = preflight("https://shop.example.com", "POST", "content-type, x-scope-orgid");

    assertThat(response.statusCode()).isEqualTo(204);
    assertThat(header(response, "access-control-allow-origin"))
        .isEqualTo("https://shop.example.com");
    assertThat(header(response, "access-control-allow-methods")).isEqualTo("POST");
    assertThat(header(response, "access-control-allow-headers"))
        .isEqualTo("content-type, x-scope-orgid");
    assertThat(header(response, "access-control-allow-credentials")).isEqualTo("true");
    assertThat(header(response, "access-control-max-age")).isEqualTo("600");
    assertThat(header(response, "vary"))
        .isEqualTo("Origin, Access-Control-Request-Method, Access-Control-Request-Headers");
    assertThat(header(response, "content-length")).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "https://evil.com,                POST, content-type",
    "https://shop.example.com.evil.de, POST, content-type",
    "https://shop.example.com,        PUT,  content-type",
    "https://shop.example.com,        POST, authorization",
  })
  void aPreflightThatIsNotPermittedIsToldNothing(String origin, String method, String headers)
      throws Exception {
    start("https://*.example.com");
    var response = preflight(origin, method, headers);

    assertThat(response.statusCode()).isEqualTo(204);
    assertThat(response.headers().map().keySet())
        .noneMatch(name -> name.startsWith("access-control-"));
  }

  @Test
  void aStarAllowsAnyHeader() throws Exception {
    start("*", "*");

    assertThat(header(preflight("null", "POST", "x-any, y"), "access-control-allow-headers"))
        .isEqualTo("x-any, y");
  }

  @Test
  void thePageMayReadSuccessAndFailure() throws Exception {
    start("*");
    String origin = "https://shop.example.com";
    var success =
        running.post("{}".getBytes(UTF_8), "content-type", "application/json", "origin", origin);
    var failure =
        running.post("[".getBytes(UTF_8), "content-type", "application/json", "origin", origin);
    var unsupported = running.post(new byte[0], "content-type", "x/y", "origin", origin);

    assertThat(success.statusCode()).isEqualTo(200);
    assertThat(failure.statusCode()).isEqualTo(400);
    assertThat(unsupported.statusCode()).isEqualTo(415);
    assertThat(List.of(success, failure, unsupported))
        .allSatisfy(
            response -> {
              assertThat(header(response, "access-control-allow-origin")).isEqualTo(origin);
              assertThat(header(response, "access-control-allow-credentials")).isEqualTo("true");
              assertThat(header(response, "access-control-expose-headers"))
                  .isEqualTo("Retry-After");
              assertThat(header(response, "vary")).isEqualTo("Origin");
            });
  }

  @Test
  void refusalsOfTheListenerAreReadableToo() throws Exception {
    settings.maxRequestBytes = 10;
    start("*");
    var response =
        running.post(
            new byte[11], "content-type", "application/json", "origin", "https://a.example");

    assertThat(response.statusCode()).isEqualTo(413);
    assertThat(header(response, "access-control-allow-origin")).isEqualTo("https://a.example");
  }

  @Test
  void thePageMayReadWhenToComeAgain() throws Exception {
    byte[] body = Requests.request(Requests.span("x")).toByteArray();
    settings.limits.set(
        new IngestLimits(2048, 10, 2L * body.length - 1, true, null, Duration.ZERO));
    start("*");
    String origin = "https://shop.example.com";
    running.post(body, "content-type", "application/x-protobuf", "origin", origin);
    var limited = running.post(body, "content-type", "application/x-protobuf", "origin", origin);

    assertThat(limited.statusCode()).isEqualTo(429);
    assertThat(limited.headers().firstValueAsLong("retry-after").orElse(0)).isPositive();
    assertThat(header(limited, "access-control-allow-origin")).isEqualTo(origin);
    assertThat(header(limited, "access-control-expose-headers")).isEqualTo("Retry-After");
  }

  @Test
  void anotherOriginsAnswerSaysNothing() throws Exception {
    start("https://a.example");
    var response =
        running.post(
            "{}".getBytes(UTF_8),
            "content-type",
            "application/json",
            "origin",
            "https://b.example");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(header(response, "access-control-allow-origin")).isNull();
    assertThat(header(response, "vary")).isEqualTo("Origin");
  }

  @Test
  void withoutOriginsThereIsNoCors() throws Exception {
    running = settings.start();
    var post =
        running.post(
            "{}".getBytes(UTF_8), "content-type", "application/json", "origin", "https://a");
    var preflight = preflight("https://a", "POST", "content-type");

    assertThat(post.headers().map()).doesNotContainKeys("vary", "access-control-allow-origin");
    assertThat(preflight.statusCode()).isEqualTo(204);
    assertThat(header(preflight, "access-control-allow-origin")).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "*, anything, true",
    "https://*.example.com, https://a.b.example.com, true",
    "https://*.example.com, https://.example.com, true",
    "https://*.example.com, https://example.com, false",
    "https://a*b*c, https://axxbyybzc, true",
    "https://a*b*c, https://axxbyybz, false",
    "https://a, https://ab, false",
    "'', '', true",
  })
  void aStarStandsForAnyCharacters(String pattern, String text, boolean matches) {
    assertThat(Wildcard.matches(pattern, text)).isEqualTo(matches);
  }
}
