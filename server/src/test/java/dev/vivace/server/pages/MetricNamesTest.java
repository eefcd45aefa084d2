package dev.vivace.server.pages;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Counter;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MetricNamesTest {

  private final PrometheusMeterRegistry registry = StatusPages.newRegistry();

  @ParameterizedTest
  @CsvSource({
    "text/plain; version=0.0.4, _total",
    "application/openmetrics-text; version=1.0.0; charset=utf-8, ''",
  })
  void aCounterOfThingsCreatedKeepsItsName(String type, String endOfFamily) {
    Counter.builder("jobs_created")
        .description("Jobs, see x_created_")
        .tag("tenant", "a_created_")
        .register(registry)
        .increment(3);
    Counter.builder("spans").tag("tenant", "y_created__total").register(registry).increment();

    String page = MetricNames.restored(registry.scrape(type));

    assertThat(page.lines())
        .contains(
            "# HELP jobs_created" + endOfFamily + " Jobs, see x_created_",
            "# TYPE jobs_created" + endOfFamily + " counter",
            "jobs_created_total{tenant=\"a_created_\"} 3.0",
            "spans_total{tenant=\"y_created__total\"} 1.0")
        .noneMatch(line -> line.startsWith("jobs_created__"));
  }
}
