package dev.vivace.transport.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vivace.model.error.InvalidRequestException;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.distribution.CountAtBucket;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouterTest {

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final Router router =
      Router.builder(registry)
          .apiPrefix("/tempo/")
          .api("GET", "/api/traces/{traceID}", named("trace", "traceID"))
          .api(
              "GET", "/api/traces/latest", (request, variables) -> HttpResponse.text(200, "latest"))
          .api("GET", "/api/v2/search/tag/{tagName}/values", named("tag", "tagName"))
          .api("POST", "/api/overrides", (request, variables) -> HttpResponse.empty(202))
          .api("GET", "/api/overrides", (request, variables) -> HttpResponse.text(200, "get"))
          .route("GET", "/ready", (request, variables) -> HttpResponse.text(200, "ready"))
          .route("GET", "/", (request, variables) -> HttpResponse.text(200, "start"))
          .route("GET", "/static/{file...}", named("file", "file"))
          .route(
              "GET",
              "/bad",
              (request, variables) -> {
                throw new InvalidRequestException("no");
              })
          .build();

  private static RouteHandler named(String what, String variable) {
    return (request, variables) -> HttpResponse.text(200, what + " " + variables.get(variable));
  }

  private HttpResponse send(String method, String rawPath) {
    return router.handle(
        new HttpRequest(method, rawPath, rawPath, Map.of(), Map.of(), new byte[0], "test"));
  }

  private static String body(HttpResponse response) {
    return new String(response.body(), 0, response.length(), StandardCharsets.UTF_8);
  }

  @ParameterizedTest(name = "{0} → {1}")
  @CsvSource({
    "/tempo/api/traces/abc,                             trace abc",
    "/tempo/api/traces/latest,                          latest",
    "/tempo/api/traces/a%2Fb,                           trace a/b",
    "/tempo/api/v2/search/tag/span.http%20url/values,   tag span.http url",
    "/ready,                                            ready",
    "/,                                                 start",
    "/static/a/b.css,                                   file a/b.css",
  })
  void theRouteThatFitsBestAnswers(String path, String expected) {
    assertThat(body(send("GET", path))).isEqualTo(expected);
    assertThat(send("HEAD", path).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({
    "/api/traces/abc",
    "/tempo/api/traces/",
    "/tempo/api/traces/a/b",
    "/readyy",
    "/tempo"
  })
  void whatNoPatternFitsIs404(String path) {
    assertThat(send("GET", path).status()).isEqualTo(404);
  }

  @Test
  void anotherMethodIs405AndNamesTheAllowedOnes() {
    HttpResponse response = send("DELETE", "/tempo/api/overrides");

    assertThat(response.status()).isEqualTo(405);
    assertThat(response.headers()).containsEntry("allow", "GET, HEAD, POST");
  }

  @Test
  void requestsAreMeasuredByRouteAndStatus() {
    send("GET", "/tempo/api/traces/abc");
    send("GET", "/tempo/api/traces/def");
    send("GET", "/bad");
    send("BREW", "/nowhere");

    Timer traces =
        registry
            .get("tempo_request_duration_seconds")
            .tags(
                "method", "GET", "route", "api_traces_traceid", "status_code", "200", "ws", "false")
            .timer();
    assertThat(traces.count()).isEqualTo(2);
    assertThat(
            Arrays.stream(traces.takeSnapshot().histogramCounts())
                .map(bucket -> Double.toString(bucket.bucket(TimeUnit.SECONDS))))
        .containsExactly(
            "0.01 0.025 0.05 0.1 0.25 0.5 1.0 1.5 2.5 5.0 10.0 25.0 50.0 100.0".split(" "));
    assertThat(traces.takeSnapshot().histogramCounts())
        .extracting(CountAtBucket::count)
        .last()
        .isEqualTo(2.0);
    assertThat(timer("bad", "400").count()).isEqualTo(1);
    assertThat(timer("other", "404").count()).isEqualTo(1);
    assertThat(registry.get("tempo_inflight_requests").tag("route", "bad").gauge().value())
        .isZero();
  }

  private Timer timer(String route, String status) {
    return registry
        .get("tempo_request_duration_seconds")
        .tags("route", route, "status_code", status)
        .timer();
  }

  @ParameterizedTest
  @CsvSource({
    "/api/v2/search/tag/{tagName}/values, api_v2_search_tag_tagname_values",
    "/,                                   root",
    "/static/{file...},                   static_file",
  })
  void aTemplateIsALabel(String template, String label) {
    assertThat(new PathPattern(template).label()).isEqualTo(label);
  }

  @Test
  void aGreedyVariableMustComeLast() {
    assertThatThrownBy(() -> new PathPattern("/{all...}/x")).hasMessageContaining("must come last");
  }
}
