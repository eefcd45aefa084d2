package dev.vivace.storage.source;

import dev.vivace.model.id.TraceId;
import dev.vivace.storage.section.BlockEntry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Finds the traces with rows in more than one place that may overlap a query's range. For one
/// query.
final class SplitFinder {

  private final BlockSplits listed;
  private final TenantBlocks blocks;
  private final List<OpenHead> heads;
  private final int maxTraces;
  private final Map<TraceId, SplitTrace> traces = new LinkedHashMap<>();
  private boolean full;

  /// @param maxTraces how many traces are looked at
  SplitFinder(BlockSplits listed, TenantBlocks blocks, List<OpenHead> heads, int maxTraces) {
    this.listed = listed;
    this.blocks = blocks;
    this.heads = heads;
    this.maxTraces = maxTraces;
  }

  /// Whether there were more traces than are looked at.
  boolean isFull() {
    return full;
  }

  List<SplitTrace> find(long startNanos, long endNanos) {
    List<BlockEntry> near = blocks.overlapping(startNanos, endNanos, BlockSplits.LISTED_NANOS);
    for (BlockEntry entry : near) {
      for (BlockSplits.Split split : listed.of(entry, blocks)) {
        add(split.id(), split.parts());
      }
    }
    for (int i = 0; i < heads.size(); i++) {
      addFromHead(heads.get(i), near);
      for (OpenHead older : heads.subList(0, i)) {
        addInCommon(heads.get(i), older);
      }
    }
    List<SplitTrace> found = new ArrayList<>();
    for (SplitTrace trace : traces.values()) {
      trace.findInHeads(heads);
      if (trace.isSplit() && trace.overlaps(startNanos, endNanos, heads)) {
        found.add(trace);
      }
    }
    return found;
  }

  private void addFromHead(OpenHead head, List<BlockEntry> near) {
    head.state()
        .splits()
        .forEach(
            head.view(),
            near,
            blocks,
            (trace, parts) -> {
              if (!head.isCarriedOn(trace)) {
                add(idOf(head, trace), parts);
              }
            });
  }

  private void addInCommon(OpenHead newer, OpenHead older) {
    for (int trace : newer.state().inCommon(newer.view(), older)) {
      add(idOf(newer, trace), List.of());
    }
  }

  private static TraceId idOf(OpenHead head, int trace) {
    return new TraceId(head.view().traceHigh(trace), head.view().traceLow(trace));
  }

  private void add(TraceId id, List<TracePart> parts) {
    SplitTrace known = traces.get(id);
    if (known == null) {
      if (traces.size() >= maxTraces) {
        full = true;
        return;
      }
      known = new SplitTrace(id);
      traces.put(id, known);
    }
    known.addParts(parts);
  }
}
