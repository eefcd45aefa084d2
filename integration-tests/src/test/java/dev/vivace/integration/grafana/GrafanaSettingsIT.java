package dev.vivace.integration.grafana;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.integration.grafana.GrafanaClient.Answer;
import dev.vivace.integration.grafana.GrafanaClient.Sender;
import dev.vivace.integration.process.Servers;
import dev.vivace.integration.process.Settings;
import dev.vivace.model.proto.tempopb.PartialStatus;
import dev.vivace.model.proto.tempopb.TraceByIDResponse;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Servers whose settings change what Grafana meets.
class GrafanaSettingsIT {
  private static final int MAX_TRACE_BYTES = 400;

  @RegisterExtension final Servers servers = new Servers();

  @Test
  void theUrlMayHaveAPathWhichStreamsDrop() {
    Settings settings = Settings.unlimited().with("http_api_prefix", "/tempo");
    try (GrafanaFixture grafana = new GrafanaFixture(servers, settings, "/tempo");
        GrafanaStreams streams =
            new GrafanaStreams(grafana.server().http().getAuthority(), GrafanaFixture.TENANT)) {
      assertThat(grafana.client().json("/api/echo", Map.of()).status()).isEqualTo(200);
      assertThat(StrictJson.tree(grafana.client().search("{}").text()).path("traces")).hasSize(20);
      assertThat(grafana.client().tagValues("resource.service.name", Map.of()).status())
          .isEqualTo(200);
      assertThat(GrafanaStreams.shown(streams.search(GrafanaStreams.request("{}")))).hasSize(20);
    }
  }

  @Test
  void aTraceBeyondTheLimitIsPartialAndSaysSoInABanner() throws IOException {
    Settings settings =
        Settings.unlimited().with("overrides.defaults.global.max_bytes_per_trace", MAX_TRACE_BYTES);
    try (GrafanaFixture grafana = new GrafanaFixture(servers, settings, "")) {
      Answer answer =
          grafana
              .client()
              .get(
                  Sender.BACKEND,
                  "/api/v2/traces/" + ShopTraces.CHECKOUT,
                  Map.of(),
                  GrafanaClient.PROTOBUF);
      TraceByIDResponse trace = TraceByIDResponse.parseFrom(answer.body());

      assertThat(answer.status()).isEqualTo(200);
      assertThat(trace.getStatus()).isEqualTo(PartialStatus.PARTIAL);
      assertThat(trace.getMessage()).contains(Integer.toString(MAX_TRACE_BYTES));
      assertThat(trace.hasTrace()).isTrue();
    }
  }
}
