package dev.vivace.storage.source;

import dev.vivace.model.id.TenantId;
import dev.vivace.traceql.engine.QueryGuard;
import java.util.function.Function;

/// Where queries read. Thread-safe.
public interface TableSource {

  /// Reads the tables of a tenant with traces that overlap a range, both ends in: what the reader
  /// sees does not change until it returns, and is not to be used afterwards.
  ///
  /// To list the tables split traces are looked for and joined, which reads blocks.
  ///
  /// @param startNanos unsigned nanoseconds since 1970, as `endNanos`
  /// @param guard asked before each block, and each part of a trace, that is read for the list;
  ///   what it throws goes to the caller
  <T> T read(
      TenantId tenant,
      long startNanos,
      long endNanos,
      QueryGuard guard,
      Function<TenantTables, T> reader);

  /// As the other, for callers that nothing ends.
  default <T> T read(
      TenantId tenant, long startNanos, long endNanos, Function<TenantTables, T> reader) {
    return read(tenant, startNanos, endNanos, QueryGuard.NONE, reader);
  }
}
