package dev.vivace.server.overrides;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vivace.model.error.InvalidRequestException;
import dev.vivace.model.id.TenantId;
import dev.vivace.querier.api.TenancyConfig;
import dev.vivace.querier.api.TenantResolver;
import dev.vivace.server.config.CommandLine;
import dev.vivace.server.config.ConfigLoader;
import dev.vivace.server.config.LimitsDocument;
import dev.vivace.server.config.OverridesConfig;
import dev.vivace.server.config.OverridesFile;
import dev.vivace.server.config.Problems;
import dev.vivace.storage.object.LocalObjectStore;
import dev.vivace.transport.http.HttpRequest;
import dev.vivace.transport.http.HttpResponse;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OverridesApiTest {

  private static final TenantId ACME = new TenantId("acme");

  @TempDir Path folder;
  private final List<OverridesApi> started = new ArrayList<>();

  private static OverridesConfig config(String... flags) {
    Problems problems = new Problems();
    OverridesConfig config =
        new ConfigLoader(Map.of(), problems)
            .load(CommandLine.parse(List.of(flags), problems))
            .overrides();
    assertThat(problems.errors()).isEmpty();
    return config;
  }

  private OverridesApi start(OverridesConfig config, Overrides overrides) {
    OverridesApi api =
        new OverridesApi(
            config.userConfigurableOverrides(),
            new TenantResolver(new TenancyConfig(true, true)),
            overrides,
            () -> new LocalObjectStore(folder),
            new SimpleMeterRegistry());
    api.start();
    started.add(api);
    return api;
  }

  private OverridesApi start(Overrides overrides) {
    return start(config(), overrides);
  }

  private static Overrides overrides() {
    return new Overrides(config().defaults());
  }

  @AfterEach
  void stop() {
    started.forEach(api -> api.stop(Duration.ZERO));
  }

  private static HttpRequest request(String body, String... headers) {
    Map<String, List<String>> named = new HashMap<>(Map.of("x-scope-orgid", List.of("acme")));
    for (int i = 0; i < headers.length; i += 2) {
      named.put(headers[i], List.of(headers[i + 1]));
    }
    return new HttpRequest(
        "?", "/api/overrides", "/api/overrides", Map.of(), named, body.getBytes(UTF_8), "test");
  }

  private static HttpRequest with(HttpRequest request, String parameter, String value) {
    return new HttpRequest(
        request.method(),
        request.path(),
        request.rawPath(),
        Map.of(parameter, List.of(value)),
        request.headers(),
        request.body(),
        request.remoteAddress());
  }

  private static String text(HttpResponse response) {
    return new String(response.body(), 0, response.length(), UTF_8);
  }

  private static String etag(HttpResponse response) {
    return String.valueOf(response.headers().get("etag"));
  }

  @Test
  void aDocumentIsSetShownChangedAndDeleted() {
    Overrides overrides = overrides();
    OverridesApi api = start(overrides);
    assertThat(api.get(request("")).status()).isEqualTo(404);

    HttpResponse set = api.post(request("{\"forwarders\":[\"a\"]}", "if-match", "0"));
    assertThat(set.status()).as(text(set)).isEqualTo(200);
    assertThat(text(api.get(request("")))).isEqualTo("{\"forwarders\":[\"a\"]}");
    assertThat(etag(api.get(request("")))).isEqualTo(etag(set)).isNotEqualTo("0");
    assertThat(overrides.of(ACME).forwarders()).containsExactly("a");
    assertThat(overrides.of(new TenantId("other")).forwarders()).isEmpty();

    HttpResponse changed =
        api.patch(
            request(
                "{\"forwarders\":null,\"metrics_generator\":{\"collection_interval\":\"30s\"}}"));
    assertThat(text(changed))
        .isEqualTo("{\"metrics_generator\":{\"collection_interval\":\"30s\"}}");
    assertThat(overrides.of(ACME).forwarders()).isEmpty();
    assertThat(overrides.of(ACME).metricsGenerator().collectionInterval())
        .isEqualTo(Duration.ofSeconds(30));

    assertThat(api.delete(request("", "if-match", etag(set))).status()).isEqualTo(412);
    assertThat(api.delete(request("", "if-match", "\"" + etag(changed) + "\"")).status())
        .isEqualTo(200);
    assertThat(api.get(request("")).status()).isEqualTo(404);
    assertThat(overrides.of(ACME)).isEqualTo(config().defaults());
    assertThat(api.delete(request("", "if-match", "0")).status()).isEqualTo(404);
    assertThat(api.post(request("{}", "if-match", "0")).status()).as("again").isEqualTo(200);
  }

  @Test
  void whoDoesNotKnowTheVersionChangesNothing() {
    OverridesApi api = start(overrides());
    assertThat(api.post(request("{}")).status()).isEqualTo(428);
    assertThat(api.post(request("{}", "if-match", "1")).status()).isEqualTo(412);
    api.post(request("{}", "if-match", "0"));
    assertThat(api.post(request("{\"forwarders\":[]}", "if-match", "0")).status()).isEqualTo(412);
    assertThat(api.delete(request("")).status()).isEqualTo(428);
    assertThat(text(api.get(request("")))).isEqualTo("{}");
  }

  @Test
  void whatOneProcessSetsTheOthersAndTheNextFind() {
    Overrides first = overrides();
    Overrides second = overrides();
    OverridesApi writing = start(first);
    OverridesApi reading = start(second);
    writing.patch(request("{\"forwarders\":[\"a\"]}"));
    assertThat(second.of(ACME).forwarders()).isEmpty();

    assertThat(text(reading.get(request("")))).isEqualTo("{\"forwarders\":[\"a\"]}");
    assertThat(second.of(ACME).forwarders()).as("seen by the way").containsExactly("a");

    Overrides third = overrides();
    start(third);
    assertThat(third.of(ACME).forwarders()).as("after a start").containsExactly("a");
  }

  @Test
  void aTenantsOwnComesOverTheRuntimeFile() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("tenants.yaml"),
            "overrides: {acme: {forwarders: [a], metrics_generator: {processors: [host-info], trace_id_label_name: x}}}");
    Overrides overrides = overrides();
    overrides.useRuntime(
        new OverridesFile(config().defaults(), Map.of(), new Problems()).read(file));
    OverridesConfig checking =
        config(
            "--overrides.user-configurable-overrides.api.check-for-conflicting-runtime-overrides=true");
    OverridesApi api = start(checking, overrides);
    String body = "{\"metrics_generator\":{\"processors\":[]}}";

    HttpResponse refused = api.patch(request(body));
    HttpResponse set = api.patch(with(request(body), "skip-conflicting-overrides-check", "true"));

    assertThat(refused.status()).isEqualTo(400);
    assertThat(text(refused)).contains("metrics_generator.processors");
    assertThat(set.status()).isEqualTo(200);
    assertThat(overrides.of(ACME).metricsGenerator().processors()).isEmpty();
    assertThat(overrides.of(ACME).metricsGenerator().traceIdLabelName()).isEqualTo("x");
    assertThat(text(api.get(with(request(""), "scope", "merged"))))
        .contains("\"processors\":[]", "\"trace_id_label_name\":\"x\"", "\"forwarders\":[\"a\"]")
        .doesNotContain("rate_limit_bytes", "remote_write_headers");
    assertThat(api.get(with(request(""), "scope", "all")).status()).isEqualTo(400);
  }

  @ParameterizedTest
  @CsvSource({
    "acme|other, 400",
    "a|a, 200",
    "'', 401",
  })
  void limitsAreOneTenants(String header, int status) {
    OverridesApi api = start(overrides());
    assertThat(api.patch(request("{}", "x-scope-orgid", header)).status()).isEqualTo(status);
  }

  @Test
  void anIdThatIsAPathIsRefused() {
    OverridesApi api = start(overrides());
    for (String id : List.of("..", ".", "a/b", "../acme", "a\\b", "ä")) {
      assertThatThrownBy(() -> api.get(request("", "x-scope-orgid", id)))
          .isInstanceOf(InvalidRequestException.class);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"ingestion\":{\"rate_limit_bytes\":1}}| ingestion cannot be set over the API",
        "{\"metrics_generator\":{\"remote_write_headers\":{}}}| metrics_generator.remote_write_headers cannot",
        "{\"metrics_generator\":{\"processors\":[\"x\"]}}| metrics_generator.processors: 'x' (expected: host-info",
        "{\"metrics_generator\":{\"collection_interval\":\"1s\"}}| metrics_generator.collection_interval: 1s (expected: 15s to 5m)",
        "{\"metrics_generator\":{\"collection_interval\":\"10m\"}}| metrics_generator.collection_interval: 10m",
        "{\"metrics_generator\":{\"ingestion_time_range_slack\":\"13h\"}}| metrics_generator.ingestion_time_range_slack: 13h",
        "{\"metrics_generator\":{\"native_histogram_bucket_factor\":1}}| metrics_generator.native_histogram_bucket_factor: 1.0",
        "{\"metrics_generator\":{\"processor\":{\"span_metrics\":{\"dimension\":[]}}}}| metrics_generator.processor.span_metrics.dimension: unknown key",
        "{\"metrics_generator\":3}| metrics_generator: found '3'",
        "{\"forwarders\":\"a\"}| forwarders: found 'a', expected a list",
        "{\"forwarders\":[],\"forwarders\":[]}| body: not JSON",
        "[]| body: expected a JSON object",
        "''| body: expected a JSON object",
        "{} {}| body: not JSON",
        "nothing| body: not JSON",
      })
  void whatCannotBeSetIsRefusedWithItsPlace(String body, String message) {
    OverridesApi api = start(overrides());
    assertThatThrownBy(() -> api.post(request(body, "if-match", "0")))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageStartingWith(message);
    assertThat(api.get(request("")).status()).isEqualTo(404);
  }

  @Test
  void aDocumentThatIsTooLargeIsRefused() {
    OverridesApi api = start(overrides());
    String body = "{\"forwarders\":[\"%s\"]}".formatted("a".repeat(LimitsDocument.MAX_BYTES));
    assertThatThrownBy(() -> api.patch(request(body))).hasMessageContaining("at most 65,536");
  }
}
