package dev.vivace.querier.tags;

import dev.vivace.model.id.TenantId;
import dev.vivace.storage.source.TenantTables;
import java.util.function.Function;

/// Where a tenant's tables are read.
@FunctionalInterface
public interface TableReader {

  /// Reads what a tenant has with traces in a range: what the reader sees does not change, and
  /// stays good, until it returns.
  ///
  /// @param startNanos unsigned nanoseconds since 1970
  <T> T read(TenantId tenant, long startNanos, long endNanos, Function<TenantTables, T> reader);
}
