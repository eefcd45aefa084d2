package dev.vivace.querier.metrics;

import dev.vivace.querier.search.FakeTraceSearch;
import dev.vivace.querier.search.SearchMetrics;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// Metrics queries whose answers, and what happens before them, a test says.
public final class FakeMetricsQueries implements MetricsQueries {

  public static final SearchMetrics METRICS = FakeTraceSearch.METRICS;

  private final List<MetricsRequest> requests = new CopyOnWriteArrayList<>();

  public volatile MetricsQueries script =
      (request, _) -> new MetricsAnswer(request.axis(), List.of(), METRICS, "");

  public List<MetricsRequest> requests() {
    return requests;
  }

  @Override
  public MetricsAnswer answer(MetricsRequest request, MetricsProgress progress) {
    requests.add(request);
    return script.answer(request, progress);
  }
}
