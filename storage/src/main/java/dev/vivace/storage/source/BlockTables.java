package dev.vivace.storage.source;

import dev.vivace.storage.block.BlockReader;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Lists the row groups of a block as tables. No I/O.
@FunctionalInterface
public interface BlockTables {

  /// Says which rows are read elsewhere.
  @FunctionalInterface
  interface Masks {

    /// Bits as [dev.vivace.traceql.table.Bits] keeps them, not to be changed; null if all rows of
    /// the row group are read in it.
    long @Nullable [] of(int rowGroup);
  }

  /// A handle for each row group.
  List<TableHandle> of(BlockReader block, Masks masks);
}
