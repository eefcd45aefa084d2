package dev.vivace.storage.source;

import dev.vivace.storage.block.BlockReader;
import dev.vivace.storage.section.BlockEntry;
import dev.vivace.traceql.table.Bits;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The rows of split traces by block and row group. For one query.
final class BlockMasks {

  private final Map<BlockEntry, Map<Integer, long[]>> masks = new HashMap<>();

  /// The rows of a block's row group that are masked; null if there are none.
  long @Nullable [] of(BlockEntry block, int rowGroup) {
    return masks.getOrDefault(block, Map.of()).get(rowGroup);
  }

  /// Masks what a block has of the traces.
  void add(BlockEntry entry, BlockReader block, List<TracePart> parts) {
    Map<Integer, long[]> ofBlock = masks.computeIfAbsent(entry, _ -> new HashMap<>());
    for (TracePart part : parts) {
      long[] rows =
          ofBlock.computeIfAbsent(
              part.rowGroup(), group -> Bits.none(block.rowGroupInfo(group).rows()));
      for (int row = part.firstRow(); row < part.endRow(); row++) {
        Bits.set(rows, row);
      }
    }
  }
}
