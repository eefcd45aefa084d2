package dev.vivace.storage.source;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// All that a query reads of a tenant: each acknowledged span is in one of the tables, once, and
/// each trace with all of its spans in one table, unless it is split and nobody lists it.
///
/// @param tables those with traces in the query's range: heads' views and joined traces with spans
///   in heads first, then joined traces and row groups of blocks by descending `traceStartMax`
/// @param blocks how many blocks the tables come from
/// @param blockBytes the size of these blocks
/// @param shortfall why the answer is partial, if it is
/// @param wholeTraces looks up what the tables do not show
public record TenantTables(
    List<TableHandle> tables,
    int blocks,
    long blockBytes,
    Shortfall shortfall,
    WholeTraces wholeTraces) {

  public TenantTables {
    tables = List.copyOf(tables);
  }

  /// Tables beside which there is nothing.
  public TenantTables(
      List<TableHandle> tables,
      int blocks,
      long blockBytes,
      int failedBlocks,
      @Nullable String reachedLimit) {
    this(tables, blocks, blockBytes, Shortfall.of(failedBlocks, reachedLimit), WholeTraces.NONE);
  }
}
