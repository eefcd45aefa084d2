package dev.vivace.storage.source;

import dev.vivace.model.error.CorruptDataException;
import dev.vivace.model.error.StoreUnavailableException;
import dev.vivace.model.id.TenantId;
import dev.vivace.storage.block.BlockReader;
import dev.vivace.storage.section.BlockEntry;
import dev.vivace.traceql.engine.QueryGuard;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A tenant's blocks for one query: opens them and remembers which could not be read. Thread-safe.
final class TenantBlocks {

  private static final Logger LOG = LoggerFactory.getLogger(TenantBlocks.class);

  private final TenantId tenant;
  private final List<BlockEntry> entries;
  private final BlockCache cache;
  private final QueryGuard guard;
  private final Set<BlockEntry> failed = ConcurrentHashMap.newKeySet();
  private volatile @Nullable Map<BlockEntry, Integer> positions;

  /// @param guard asked before each block is read
  TenantBlocks(TenantId tenant, List<BlockEntry> entries, BlockCache cache, QueryGuard guard) {
    this.tenant = tenant;
    this.entries = entries;
    this.cache = cache;
    this.guard = guard;
  }

  /// What is done with an open block.
  @FunctionalInterface
  interface Reading {

    void read(BlockReader block);
  }

  /// Those with traces in the range, or so near to it, in the order of the log.
  List<BlockEntry> overlapping(long startNanos, long endNanos, long margin) {
    List<BlockEntry> found = new ArrayList<>();
    for (BlockEntry entry : entries) {
      if (Ranges.overlap(entry, startNanos, endNanos, margin)) {
        found.add(entry);
      }
    }
    return found;
  }

  /// At most so many, the nearest to the range.
  List<BlockEntry> nearest(long startNanos, long endNanos, int max) {
    if (entries.size() <= max) {
      return entries;
    }
    return entries.stream()
        .sorted(
            (left, right) ->
                Long.compareUnsigned(
                    Ranges.distance(left, startNanos, endNanos),
                    Ranges.distance(right, startNanos, endNanos)))
        .limit(max)
        .toList();
  }

  /// Where in the order of the log the block is; −1 if it is not one of the tenant's any more.
  int position(BlockEntry entry) {
    Map<BlockEntry, Integer> known = positions;
    if (known == null) {
      known = HashMap.newHashMap(entries.size());
      for (int i = 0; i < entries.size(); i++) {
        known.put(entries.get(i), i);
      }
      positions = known;
    }
    return known.getOrDefault(entry, -1);
  }

  /// Reads a block; one that cannot be read is left out from then on.
  ///
  /// @return whether it was read
  boolean read(BlockEntry entry, Reading reading) {
    guard.check();
    if (failed.contains(entry)) {
      return false;
    }
    try {
      reading.read(cache.get(entry));
      return true;
    } catch (CorruptDataException | StoreUnavailableException e) {
      failed.add(entry);
      LOG.error("search of tenant {}: block {} is left out", tenant, entry.key(), e);
      return false;
    }
  }

  /// What may end the query.
  QueryGuard guard() {
    return guard;
  }

  int failedCount() {
    return failed.size();
  }
}
