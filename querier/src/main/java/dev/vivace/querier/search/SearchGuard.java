package dev.vivace.querier.search;

import dev.vivace.traceql.engine.QueryEndedException;
import dev.vivace.traceql.engine.QueryGuard;
import java.time.Duration;

/// Ends a search whose time is over or whose caller has gone.
final class SearchGuard implements QueryGuard {

  private final SearchProgress progress;
  private final Duration timeout;
  private final long deadlineNanos;

  /// The time runs from now on.
  SearchGuard(SearchProgress progress, Duration timeout) {
    this.progress = progress;
    this.timeout = timeout;
    this.deadlineNanos = System.nanoTime() + timeout.toNanos();
  }

  /// As [System#nanoTime] tells the time.
  long deadlineNanos() {
    return deadlineNanos;
  }

  @Override
  public void check() {
    if (!progress.isWanted()) {
      throw new QueryEndedException("the caller has gone");
    }
    if (System.nanoTime() - deadlineNanos > 0) {
      throw new QueryEndedException(
          "the search ran for %d s, its limit (querier.search.query_timeout): narrow the time range or the query"
              .formatted(timeout.toSeconds()));
    }
  }
}
