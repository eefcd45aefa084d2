package dev.vivace.storage.source;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.vivace.model.error.CorruptDataException;
import dev.vivace.storage.block.BlockReader;
import dev.vivace.storage.object.ObjectStore;
import dev.vivace.storage.section.BlockEntry;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.cache.CaffeineCacheMetrics;

/// Open blocks: their footers, bloom filters and whatever parts of index and directories were
/// needed, within a budget of bytes. Thread-safe.
public final class BlockCache {

  private static final int MIN_WEIGHT = 1024;

  private final ObjectStore store;
  private final Cache<String, BlockReader> readers;

  /// Makes an empty cache.
  ///
  /// @param maxBytes what the open blocks may hold in memory together
  public BlockCache(ObjectStore store, long maxBytes, MeterRegistry registry) {
    this.store = store;
    this.readers =
        Caffeine.newBuilder()
            .maximumWeight(maxBytes)
            .weigher((String _, BlockReader reader) -> weight(reader))
            .recordStats()
            .build();
    CaffeineCacheMetrics.monitor(registry, readers, "vivace_open_blocks");
  }

  private static int weight(BlockReader reader) {
    return Math.clamp(reader.memoryBytes(), MIN_WEIGHT, Integer.MAX_VALUE);
  }

  /// The reader of a block; opened with one read if it is not open.
  public BlockReader get(BlockEntry entry) {
    return readers.get(entry.key() + '#' + entry.offset(), _ -> open(entry));
  }

  private BlockReader open(BlockEntry entry) {
    BlockReader reader = BlockReader.open(store, entry.key(), entry.offset(), entry.length());
    if (!reader.info().tenant().equals(entry.tenant())) {
      throw new CorruptDataException(
          "block %s belongs to tenant '%s' (expected: '%s'); restore the object"
              .formatted(entry.key(), reader.info().tenant(), entry.tenant()));
    }
    return reader;
  }
}
