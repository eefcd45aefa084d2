package dev.vivace.storage.source;

import dev.vivace.storage.section.BlockEntry;
import dev.vivace.storage.spans.BlockTraces;
import dev.vivace.storage.view.HeadView;
import dev.vivace.storage.view.TableRange;
import dev.vivace.storage.view.TraceTimes;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Which traces of a head have rows in blocks, too. Each trace is looked up once in each block
/// whose times are near to its own: first in the bloom filter, then in the index. Thread-safe.
final class HeadSplits {

  /// How much later or earlier than the traces of a block a trace may be that the block has rows
  /// of. What is further away is listed as split by the block that the head becomes.
  static final long NEAR_NANOS = 60_000_000_000L;

  private final Map<BlockEntry, BitSet> asked = new HashMap<>();
  private final Map<Integer, Set<TracePart>> found = new TreeMap<>();
  private final Set<BlockEntry> askedForView = new HashSet<>();
  private @Nullable HeadView lastView;

  /// What a block has of a trace.
  @FunctionalInterface
  interface Taker {

    void take(int trace, List<TracePart> parts);
  }

  /// Hands over the traces of the view that one of the tenant's blocks has rows of.
  ///
  /// @param near the blocks to ask
  synchronized void forEach(
      HeadView view, List<BlockEntry> near, TenantBlocks blocks, Taker taker) {
    if (view != lastView) {
      askedForView.clear();
      lastView = view;
    }
    TableRange range = view.range();
    for (BlockEntry entry : near) {
      if (Ranges.overlap(entry, range.traceStartMin(), range.traceEndMax(), NEAR_NANOS)
          && !askedForView.contains(entry)
          && ask(view, entry, blocks)) {
        askedForView.add(entry);
      }
    }
    found.forEach(
        (trace, parts) -> {
          List<TracePart> current =
              parts.stream().filter(part -> blocks.position(part.block()) >= 0).toList();
          if (trace < view.traceCount() && !current.isEmpty()) {
            taker.take(trace, current);
          }
        });
  }

  private boolean ask(HeadView view, BlockEntry entry, TenantBlocks blocks) {
    BitSet answered = asked.getOrDefault(entry, new BitSet());
    BitSet wanted = new BitSet();
    TraceTimes times = view.times();
    for (int trace = answered.nextClearBit(0);
        trace < view.traceCount();
        trace = answered.nextClearBit(trace + 1)) {
      if (Ranges.overlap(entry, times.starts()[trace], times.ends()[trace], NEAR_NANOS)) {
        wanted.set(trace);
      }
    }
    if (wanted.isEmpty()) {
      return true;
    }
    boolean read =
        blocks.read(
            entry,
            block -> {
              BlockTraces traces = new BlockTraces(block);
              wanted.stream().forEach(trace -> find(view, trace, traces, entry));
            });
    if (read) {
      answered.or(wanted);
      asked.put(entry, answered);
    }
    return read;
  }

  private void find(HeadView view, int trace, BlockTraces traces, BlockEntry entry) {
    traces.find(
        view.traceHigh(trace),
        view.traceLow(trace),
        (rowGroup, inGroup, from, end) ->
            found
                .computeIfAbsent(trace, _ -> new LinkedHashSet<>())
                .add(new TracePart(entry, rowGroup, inGroup, from, end)));
  }
}
