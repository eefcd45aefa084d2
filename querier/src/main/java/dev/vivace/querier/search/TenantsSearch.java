package dev.vivace.querier.search;

import dev.vivace.model.id.TenantId;
import dev.vivace.traceql.result.FoundTrace;
import java.util.ArrayList;
import java.util.List;

/// Searches the data of one tenant, or of several, one after the other, as if it were one's.
public final class TenantsSearch {

  private final TraceSearch search;

  public TenantsSearch(TraceSearch search) {
    this.search = search;
  }

  public SearchAnswer search(CheckedSearch request, SearchProgress progress) {
    if (request.tenants().size() == 1) {
      return search.search(request.of(request.tenants().getFirst()), progress);
    }
    SearchAnswer whole = new SearchAnswer(List.of(), SearchMetrics.NOTHING, "");
    for (TenantId tenant : request.tenants()) {
      if (!progress.isWanted()) {
        break;
      }
      SearchAnswer soFar = whole;
      SearchAnswer part = search.search(request.of(tenant), new Joined(progress, soFar.metrics()));
      List<String> messages = new ArrayList<>();
      messages.add(soFar.message());
      messages.add(part.message());
      messages.removeIf(String::isEmpty);
      whole =
          new SearchAnswer(
              join(soFar.traces(), part.traces(), request),
              sum(soFar.metrics(), part.metrics()),
              String.join(". ", messages));
    }
    return whole;
  }

  private static List<FoundTrace> join(
      List<FoundTrace> some, List<FoundTrace> others, CheckedSearch request) {
    return FoundTraces.join(some, others, request.limit(), request.spansPerSpanset());
  }

  private static SearchMetrics sum(SearchMetrics a, SearchMetrics b) {
    return new SearchMetrics(
        a.inspectedTraces() + b.inspectedTraces(),
        a.inspectedSpans() + b.inspectedSpans(),
        a.inspectedBytes() + b.inspectedBytes(),
        a.completedJobs() + b.completedJobs(),
        a.totalJobs() + b.totalJobs(),
        a.blocks() + b.blocks(),
        a.blockBytes() + b.blockBytes());
  }

  /// Tells of one tenant's search how far it is, and nothing of its traces: another tenant's may
  /// still displace them, or have other parts of them.
  private record Joined(SearchProgress progress, SearchMetrics before) implements SearchProgress {

    @Override
    public boolean isWanted() {
      return progress.isWanted();
    }

    @Override
    public boolean isDue() {
      return progress.isDue();
    }

    @Override
    public void found(List<FoundTrace> settled, SearchMetrics metrics) {
      progress.found(List.of(), sum(before, metrics));
    }
  }
}
