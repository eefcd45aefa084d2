package dev.vivace.storage.source;

import dev.vivace.model.id.TenantId;
import java.util.function.Function;

/// Where queries read. Thread-safe.
@FunctionalInterface
public interface TableSource {

  /// Reads the tables of a tenant with traces that overlap a range, both ends in: what the reader
  /// sees does not change until it returns, and is not to be used afterwards.
  ///
  /// @param startNanos unsigned nanoseconds since 1970, as `endNanos`
  <T> T read(TenantId tenant, long startNanos, long endNanos, Function<TenantTables, T> reader);
}
