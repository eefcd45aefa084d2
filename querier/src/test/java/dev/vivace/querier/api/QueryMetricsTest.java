package dev.vivace.querier.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.model.id.TenantId;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import org.junit.jupiter.api.Test;

class QueryMetricsTest {

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final QueryMetrics metrics = new QueryMetrics(registry);

  @Test
  void namesAreThoseOfTheReference() {
    metrics.completed(List.of(new TenantId("a"), new TenantId("b")), "traces");
    metrics.inspected(List.of(new TenantId("a")), "traces", 7);

    assertThat(registry.scrape())
        .contains(
            "tempo_query_frontend_queries_total{op=\"traces\",result=\"completed\",tenant=\"a|b\"}"
                + " 1.0")
        .contains("tempo_query_frontend_bytes_inspected_total{op=\"traces\",tenant=\"a\"} 7.0");
  }

  @Test
  void inventedTenantsDoNotMakeSeriesWithoutEnd() {
    for (int i = 0; i < QueryMetrics.MAX_TENANTS + 100; i++) {
      metrics.completed(List.of(new TenantId("tenant-" + i)), "traces");
    }
    metrics.completed(List.of(new TenantId("tenant-0")), "traces");

    assertThat(registry.getMeters()).hasSize(QueryMetrics.MAX_TENANTS + 1);
    assertThat(
            registry
                .get("tempo_query_frontend_queries")
                .tag("tenant", QueryMetrics.OTHER_TENANTS)
                .counter()
                .count())
        .isEqualTo(100);
    assertThat(
            registry
                .get("tempo_query_frontend_queries")
                .tag("tenant", "tenant-0")
                .counter()
                .count())
        .isEqualTo(2);
  }
}
