package dev.vivace.server.roles;

import dev.vivace.storage.source.TableLimits;

/// How much of the heap queries may take, in bytes: shares of it, up to what more of would not make
/// anything faster. Live heads and requests in flight have theirs besides.
///
/// @param decodedColumns columns of blocks that are kept decoded
/// @param tables views of heads, and split traces joined
/// @param result what one search has found
/// @param series what one metrics query has counted
/// @param seriesAnswer its answer as JSON
public record QueryMemory(
    long decodedColumns, TableLimits tables, long result, long series, long seriesAnswer) {

  private static final long MIB = 1L << 20;
  private static final int MAX_SPLIT_TRACES = 50_000;

  /// The shares of this process' heap.
  public static QueryMemory ofHeap() {
    long heap = Runtime.getRuntime().maxMemory();
    return new QueryMemory(
        share(heap, 6, 96),
        new TableLimits(
            share(heap, 8, 48), share(heap, 16, 16), share(heap, 12, 32), MAX_SPLIT_TRACES),
        share(heap, 16, 32),
        share(heap, 12, 64),
        share(heap, 12, 64));
  }

  private static long share(long heap, int part, long maxMib) {
    return Math.clamp(heap / part, MIB, maxMib * MIB);
  }
}
