package dev.vivace.storage.source;

/// What the tables of heads and of split traces may hold in memory.
///
/// @param maxViewBytes columns that the views of all heads and joined tables keep; beyond it they
///   are made anew for each query
/// @param maxJoinBytes one table of joined traces; what does not fit is left out, and the answer is
///   partial
/// @param maxJoinedBytes joined tables that are kept for the next query, of all tenants
/// @param maxSplitTraces split traces that one query joins
public record TableLimits(
    long maxViewBytes, long maxJoinBytes, long maxJoinedBytes, int maxSplitTraces) {

  public static final TableLimits DEFAULT =
      new TableLimits(48L << 20, 16L << 20, 32L << 20, 50_000);

  public TableLimits {
    if (maxViewBytes < 0 || maxJoinBytes < 0 || maxJoinedBytes < 0 || maxSplitTraces < 0) {
      throw new IllegalArgumentException(
          "maxViewBytes %d, maxJoinBytes %d, maxJoinedBytes %d, maxSplitTraces %d (expected: >= 0)"
              .formatted(maxViewBytes, maxJoinBytes, maxJoinedBytes, maxSplitTraces));
    }
  }
}
