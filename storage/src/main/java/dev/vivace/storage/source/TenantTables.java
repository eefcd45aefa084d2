package dev.vivace.storage.source;

import java.util.List;

/// All that a query reads of a tenant: each acknowledged span is in one of the tables, once, and
/// each trace with all of its spans in one table.
///
/// @param tables those with traces in the query's range: heads' views and joined traces first, then
///   row groups by descending `traceStartMax`
/// @param blocks how many blocks the tables come from
/// @param blockBytes the size of these blocks
/// @param failedBlocks blocks that could not be opened: the answer is partial
public record TenantTables(
    List<TableHandle> tables, int blocks, long blockBytes, int failedBlocks) {

  public TenantTables {
    tables = List.copyOf(tables);
  }
}
