package dev.vivace.ingester;

import dev.vivace.model.error.CorruptDataException;
import dev.vivace.model.error.StoreUnavailableException;
import dev.vivace.storage.block.BlockReader;
import dev.vivace.storage.section.BlockEntry;
import dev.vivace.storage.source.BlockCache;
import dev.vivace.storage.spans.BlockTraceIds;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Rebuilds after a start which traces were written to blocks within the last hour.
final class RecentSplits {

  private static final Logger LOG = LoggerFactory.getLogger(RecentSplits.class);

  private final BlockCache blocks;
  private final SealedTraces sealedTraces;

  RecentSplits(BlockCache blocks, SealedTraces sealedTraces) {
    this.blocks = blocks;
    this.sealedTraces = sealedTraces;
  }

  /// Reads the trace ids of the blocks that were written since an hour ago, oldest first.
  void load(List<BlockEntry> chain, long nowNanos) {
    int first = chain.size();
    while (first > 0 && isRecent(chain.get(first - 1), nowNanos)) {
      first--;
    }
    for (BlockEntry entry : chain.subList(first, chain.size())) {
      try {
        BlockReader block = blocks.get(entry);
        long appendNanos = block.info().lastAppendNanos();
        BlockTraceIds.forEach(
            block, (high, low) -> sealedTraces.add(entry.tenant(), high, low, appendNanos));
      } catch (CorruptDataException | StoreUnavailableException e) {
        LOG.error("block {}: traces split over it will not be recognised", entry.key(), e);
      }
    }
  }

  private boolean isRecent(BlockEntry entry, long nowNanos) {
    try {
      return blocks.get(entry).info().lastAppendNanos()
          >= SectionWriter.sealedTracesSince(nowNanos);
    } catch (CorruptDataException | StoreUnavailableException e) {
      LOG.error("block {} cannot be opened; its traces may be missing", entry.key(), e);
      return true;
    }
  }
}
