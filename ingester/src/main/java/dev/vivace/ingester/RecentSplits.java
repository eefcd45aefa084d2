package dev.vivace.ingester;

import dev.vivace.model.error.CorruptDataException;
import dev.vivace.model.error.StoreUnavailableException;
import dev.vivace.storage.manifest.LiveBlock;
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

  /// Reads the trace ids of blocks, oldest first.
  void load(List<LiveBlock> recent) {
    for (LiveBlock live : recent) {
      BlockEntry entry = live.entry();
      try {
        BlockTraceIds.forEach(
            blocks.get(entry),
            (high, low) -> sealedTraces.add(entry.tenant(), high, low, live.lastAppendNanos()));
      } catch (CorruptDataException | StoreUnavailableException e) {
        LOG.error("block {}: traces split over it will not be recognised", entry.key(), e);
      }
    }
  }
}
