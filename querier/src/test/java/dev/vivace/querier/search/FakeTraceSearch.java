package dev.vivace.querier.search;

import dev.vivace.model.id.TenantId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/// A search whose answers, and what happens before them, a test says.
public final class FakeTraceSearch implements TraceSearch {

  /// What a search does, told what it may tell.
  @FunctionalInterface
  public interface Script {

    SearchAnswer run(SearchRequest request, SearchProgress progress);
  }

  public static final SearchMetrics METRICS = new SearchMetrics(3, 40, 500, 1, 2, 1, 600);

  private final List<SearchRequest> requests = new CopyOnWriteArrayList<>();
  private final Map<TenantId, Script> scripts = new LinkedHashMap<>();

  /// What is answered to tenants that have no script of their own.
  public volatile Script script = (_, _) -> new SearchAnswer(new ArrayList<>(), METRICS, "");

  public FakeTraceSearch with(String tenant, Script own) {
    scripts.put(new TenantId(tenant), own);
    return this;
  }

  public List<SearchRequest> requests() {
    return requests;
  }

  @Override
  public SearchAnswer search(SearchRequest request, SearchProgress progress) {
    requests.add(request);
    return scripts.getOrDefault(request.tenant(), script).run(request, progress);
  }
}
