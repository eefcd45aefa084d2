package dev.vivace.querier.search;

import dev.vivace.traceql.result.FoundTrace;
import java.util.List;

/// What a search found.
///
/// @param traces newest start first, then by trace id; at most the request's limit
/// @param message empty if the answer is complete; else why it is not, for people
public record SearchAnswer(List<FoundTrace> traces, SearchMetrics metrics, String message) {

  public SearchAnswer {
    traces = List.copyOf(traces);
  }

  public boolean isPartial() {
    return !message.isEmpty();
  }
}
