package dev.vivace.storage.source;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.vivace.model.error.CorruptDataException;
import dev.vivace.model.error.StoreUnavailableException;
import dev.vivace.storage.block.BlockInfo;
import dev.vivace.storage.block.BlockReader;
import dev.vivace.storage.object.ObjectStore;
import dev.vivace.storage.section.BlockEntry;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.cache.CaffeineCacheMetrics;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// Open blocks: their footers, bloom filters and whatever parts of index and directories were
/// needed, within a budget of bytes. What a block has grown by is counted when it is asked for
/// again. Thread-safe.
///
/// What does not read back is read once more, past this cache and the store's; a block of which
/// that fails too is remembered and counted as damaged.
public final class BlockCache {

  private static final int MIN_WEIGHT = 1024;
  private static final int MAX_OPENING = 16;

  private final ObjectStore store;
  private final Cache<String, Weighed> readers;
  private final DamagedBlocks damaged;

  /// Makes an empty cache.
  ///
  /// @param maxBytes what the open blocks may hold in memory together
  public BlockCache(ObjectStore store, long maxBytes, MeterRegistry registry) {
    this.store = store;
    this.readers =
        Caffeine.newBuilder()
            .maximumWeight(maxBytes)
            .weigher((String _, Weighed weighed) -> weighed.weight())
            .recordStats()
            .build();
    this.damaged = new DamagedBlocks(System::nanoTime, registry);
    CaffeineCacheMetrics.monitor(registry, readers, "vivace_open_blocks");
  }

  private static int weight(BlockReader reader) {
    return Math.clamp(reader.memoryBytes(), MIN_WEIGHT, Integer.MAX_VALUE);
  }

  /// The reader of a block; opened with one read if it is not open.
  public BlockReader get(BlockEntry entry) {
    String name = entry.key() + '#' + entry.offset();
    Weighed weighed = readers.getIfPresent(name);
    if (weighed == null) {
      // Outside of the cache's locks: what is found damaged is dropped from the cache.
      Weighed opened = new Weighed(open(entry, name));
      Weighed other = readers.asMap().putIfAbsent(name, opened);
      weighed = other == null ? opened : other;
    }
    int now = weight(weighed.reader());
    if (now != weighed.weight()) {
      // It has read more of the block since it was weighed. Whoever replaced it before us has
      // weighed it, too.
      readers.asMap().replace(name, weighed, new Weighed(weighed.reader(), now));
    }
    return weighed.reader();
  }

  /// Opens blocks side by side where a read takes long. What fails here fails again when the block
  /// is asked for.
  public void openAhead(List<BlockEntry> entries) {
    if (store.readAheadBytes() == 0 || entries.size() < 2) {
      return;
    }
    List<Callable<BlockReader>> opening =
        entries.stream().<Callable<BlockReader>>map(entry -> () -> get(entry)).toList();
    try (ExecutorService threads =
        Executors.newFixedThreadPool(
            Math.min(MAX_OPENING, opening.size()),
            Thread.ofVirtual().name("block-opening-", 0).factory())) {
      threads.invokeAll(opening);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreUnavailableException("interrupted while blocks were opened", e);
    }
  }

  /// An open block and what it held when it was put here.
  private record Weighed(BlockReader reader, int weight) {

    Weighed(BlockReader reader) {
      this(reader, BlockCache.weight(reader));
    }
  }

  private BlockReader open(BlockEntry entry, String cacheName) {
    BlockSource source =
        new BlockSource(store, entry, cacheName, damaged, () -> readers.invalidate(cacheName));
    String name = entry.offset() == 0 ? entry.key() : entry.key() + " at byte " + entry.offset();
    BlockReader reader = BlockReader.open(source, name, entry.length(), entry.traces());
    try {
      check(entry, reader);
    } catch (CorruptDataException e) {
      store.forget(entry.key());
      damaged.add(cacheName);
      throw e;
    }
    return reader;
  }

  /// Whether the block is the one that the section speaks of: files that were swapped are whole.
  private static void check(BlockEntry entry, BlockReader reader) {
    BlockInfo info = reader.info();
    if (!info.tenant().equals(entry.tenant())) {
      throw new CorruptDataException(
          "block %s belongs to tenant '%s' (expected: '%s'); restore the object"
              .formatted(entry.key(), info.tenant(), entry.tenant()));
    }
    long start = -1;
    long end = 0;
    for (int i = 0; i < reader.rowGroupCount(); i++) {
      long min = reader.rowGroupInfo(i).traceStartMin();
      long max = reader.rowGroupInfo(i).traceEndMax();
      start = Long.compareUnsigned(min, start) < 0 ? min : start;
      end = Long.compareUnsigned(max, end) > 0 ? max : end;
    }
    if (info.spans() != entry.spans()
        || info.traces() != entry.traces()
        || start != entry.minTraceStartNanos()
        || end != entry.maxTraceEndNanos()) {
      throw new CorruptDataException(
          ("block %s holds %d spans in %d traces from %s to %s (expected: %d in %d, from %s to %s):"
                  + " it is another block; restore the object")
              .formatted(
                  entry.key(),
                  info.spans(),
                  info.traces(),
                  Long.toUnsignedString(start),
                  Long.toUnsignedString(end),
                  entry.spans(),
                  entry.traces(),
                  Long.toUnsignedString(entry.minTraceStartNanos()),
                  Long.toUnsignedString(entry.maxTraceEndNanos())));
    }
  }
}
