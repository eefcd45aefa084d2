package dev.vivace.storage.source;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.vivace.model.id.TraceId;
import dev.vivace.storage.block.BlockReader;
import dev.vivace.storage.section.BlockEntry;
import dev.vivace.storage.spans.BlockTraces;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Where the traces that blocks list as split have their other rows: found once a block, then kept.
/// Thread-safe.
final class BlockSplits {

  /// A block lists traces that were in a block up to an hour before it.
  static final long LISTED_NANOS = 3_600_000_000_000L;

  private static final long MAX_KEPT_BYTES = 8 << 20;
  private static final int ENTRY_BYTES = 128;
  private static final int TRACE_BYTES = 128;
  private static final int PART_BYTES = 48;

  private final Cache<BlockEntry, List<Split>> known =
      Caffeine.newBuilder()
          .maximumWeight(MAX_KEPT_BYTES)
          .weigher((BlockEntry _, List<Split> splits) -> weight(splits))
          .build();

  /// A trace and the blocks that hold it, in the order of the log.
  record Split(TraceId id, List<TracePart> parts) {}

  private static int weight(List<Split> splits) {
    long parts = splits.stream().mapToLong(split -> split.parts().size()).sum();
    return Math.clamp(
        ENTRY_BYTES + splits.size() * (long) TRACE_BYTES + parts * PART_BYTES,
        ENTRY_BYTES,
        Integer.MAX_VALUE);
  }

  /// The traces that a block lists, with what other blocks hold of them.
  List<Split> of(BlockEntry entry, TenantBlocks blocks) {
    List<Split> splits = known.getIfPresent(entry);
    if (splits != null && isCurrent(splits, blocks)) {
      return splits;
    }
    int failed = blocks.failedCount();
    splits = find(entry, blocks);
    if (blocks.failedCount() == failed) {
      known.put(entry, splits);
    }
    return splits;
  }

  /// Whether all blocks are still there: if not, others hold the rows now.
  private static boolean isCurrent(List<Split> splits, TenantBlocks blocks) {
    for (Split split : splits) {
      for (TracePart part : split.parts()) {
        if (blocks.position(part.block()) < 0) {
          return false;
        }
      }
    }
    return true;
  }

  private static List<Split> find(BlockEntry entry, TenantBlocks blocks) {
    Map<TraceId, List<TracePart>> parts = new LinkedHashMap<>();
    blocks.read(entry, block -> readListed(entry, block, parts));
    if (parts.isEmpty()) {
      return List.of();
    }
    int position = blocks.position(entry);
    Map<TraceId, List<TracePart>> earlier = new LinkedHashMap<>();
    parts.keySet().forEach(id -> earlier.put(id, new ArrayList<>()));
    for (BlockEntry other :
        blocks.overlapping(entry.minTraceStartNanos(), entry.maxTraceEndNanos(), LISTED_NANOS)) {
      if (blocks.position(other) < position) {
        blocks.read(other, block -> findIn(other, block, earlier));
      }
    }
    List<Split> splits = new ArrayList<>();
    earlier.forEach(
        (id, found) -> {
          found.addAll(parts.getOrDefault(id, List.of()));
          splits.add(new Split(id, List.copyOf(found)));
        });
    return List.copyOf(splits);
  }

  private static void readListed(
      BlockEntry entry, BlockReader block, Map<TraceId, List<TracePart>> parts) {
    int[] ordinals = block.info().splitTraces();
    BlockTraces traces = new BlockTraces(block);
    for (int ordinal : ordinals) {
      TraceId id = new TraceId(traces.high(ordinal), traces.low(ordinal));
      List<TracePart> of = parts.computeIfAbsent(id, _ -> new ArrayList<>());
      traces.place(
          ordinal,
          (rowGroup, trace, from, end) -> of.add(new TracePart(entry, rowGroup, trace, from, end)));
    }
  }

  private static void findIn(
      BlockEntry entry, BlockReader block, Map<TraceId, List<TracePart>> found) {
    BlockTraces traces = new BlockTraces(block);
    found.forEach(
        (id, parts) ->
            traces.find(
                id.high(),
                id.low(),
                (rowGroup, trace, from, end) ->
                    parts.add(new TracePart(entry, rowGroup, trace, from, end))));
  }
}
