package dev.vivace.storage.source;

import dev.vivace.model.error.CorruptDataException;
import dev.vivace.model.error.StoreUnavailableException;
import dev.vivace.model.id.TenantId;
import dev.vivace.model.id.TraceId;
import dev.vivace.storage.head.HeadTraceReader;
import dev.vivace.storage.section.BlockEntry;
import dev.vivace.storage.spans.BlockTraceReader;
import dev.vivace.storage.trace.TraceFinder;
import dev.vivace.storage.trace.TraceSink;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Finds a trace in a tenant's blocks and heads, oldest first, so that of spans with the same
/// identity the one with the lowest log offset is taken.
public final class CatalogTraceFinder implements TraceFinder {

  private static final Logger LOG = LoggerFactory.getLogger(CatalogTraceFinder.class);
  private static final long NANOS_A_SECOND = 1_000_000_000;

  /// Few enough that the cache of open blocks holds them until they are read.
  private static final int OPENED_AHEAD = 32;

  private final SourceCatalog catalog;
  private final BlockCache blocks;

  public CatalogTraceFinder(SourceCatalog catalog, BlockCache blocks) {
    this.catalog = catalog;
    this.blocks = blocks;
  }

  @Override
  public Found find(
      TenantId tenant,
      TraceId id,
      Sources wanted,
      long startSeconds,
      long endSeconds,
      TraceSink sink) {
    return catalog.read(
        tenant,
        sources -> {
          long inspectedBytes = 0;
          int failedBlocks = 0;
          if (wanted != Sources.RECENT) {
            failedBlocks += catalog.unlistedCount(tenant);
            BlockTraceReader reader = new BlockTraceReader();
            List<BlockEntry> overlapping =
                sources.blocks().stream()
                    .filter(block -> overlaps(block, startSeconds, endSeconds))
                    .toList();
            for (int i = 0; i < overlapping.size(); i++) {
              BlockEntry block = overlapping.get(i);
              if (i % OPENED_AHEAD == 0) {
                blocks.openAhead(
                    overlapping.subList(i, Math.min(i + OPENED_AHEAD, overlapping.size())));
              }
              try {
                inspectedBytes += reader.read(blocks.get(block), id.high(), id.low(), sink);
              } catch (CorruptDataException | StoreUnavailableException e) {
                failedBlocks++;
                LOG.error(
                    "trace {} of tenant {}: block {} is left out", id, tenant, block.key(), e);
              }
            }
          }
          if (wanted != Sources.BLOCKS) {
            HeadTraceReader reader = new HeadTraceReader();
            for (HeadSource source : sources.heads()) {
              inspectedBytes +=
                  reader.read(
                      source.pinned().head(), source.carriedOn(), id.high(), id.low(), sink);
            }
          }
          return new Found(inspectedBytes, failedBlocks);
        });
  }

  private static boolean overlaps(BlockEntry block, long startSeconds, long endSeconds) {
    return Long.divideUnsigned(block.maxTraceEndNanos(), NANOS_A_SECOND) >= startSeconds
        && Long.divideUnsigned(block.minTraceStartNanos(), NANOS_A_SECOND) <= endSeconds;
  }
}
