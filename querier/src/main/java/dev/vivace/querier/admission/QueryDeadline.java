package dev.vivace.querier.admission;

import dev.vivace.traceql.engine.QueryEndedException;
import dev.vivace.traceql.engine.QueryGuard;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/// Ends a query whose time is over or whose caller has gone.
public final class QueryDeadline implements QueryGuard {

  private final String kind;
  private final BooleanSupplier isWanted;
  private final Duration timeout;
  private final long nanos;

  /// The time runs from now on.
  ///
  /// @param kind what messages call the query, as `search`
  /// @param isWanted whether the caller is still there
  public QueryDeadline(String kind, BooleanSupplier isWanted, Duration timeout) {
    this.kind = kind;
    this.isWanted = isWanted;
    this.timeout = timeout;
    this.nanos = System.nanoTime() + timeout.toNanos();
  }

  /// As [System#nanoTime] tells the time.
  public long nanos() {
    return nanos;
  }

  @Override
  public void check() {
    if (!isWanted.getAsBoolean()) {
      throw new QueryEndedException("the caller has gone");
    }
    if (System.nanoTime() - nanos > 0) {
      throw new QueryEndedException(
          "the %s ran for %d s, its limit (querier.search.query_timeout): narrow the time range or the query"
              .formatted(kind, timeout.toSeconds()));
    }
  }
}
