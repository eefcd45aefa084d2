package dev.vivace.storage.source;

import dev.vivace.model.id.TenantId;
import dev.vivace.model.id.TraceId;
import dev.vivace.storage.block.BlockReader;
import dev.vivace.storage.section.BlockEntry;
import dev.vivace.storage.spans.BlockTraces;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Asks the heads and blocks of a tenant for single traces: blocks by their bloom filter, then by
/// their index. For one query.
final class TracesById implements WholeTraces {

  /// How many blocks are asked: what the cache of open blocks holds. A root mostly spans its
  /// children, so its block is near in time however late it was written.
  static final int MAX_BLOCKS = 128;

  private final TenantId tenant;
  private final TenantBlocks blocks;
  private final List<OpenHead> heads;
  private final JoinedTables joined;
  private final Map<TraceId, SplitTrace> known = new HashMap<>();

  /// @param known the traces that the tables of the query hold joined
  TracesById(
      TenantId tenant,
      TenantBlocks blocks,
      List<OpenHead> heads,
      JoinedTables joined,
      List<SplitTrace> known) {
    this.tenant = tenant;
    this.blocks = blocks;
    this.heads = heads;
    this.joined = joined;
    known.forEach(trace -> this.known.put(trace.id(), trace));
  }

  @Override
  public Optional<Joined> join(Collection<TraceId> ids, long startNanos, long endNanos) {
    List<SplitTrace> traces = ids.stream().map(SplitTrace::new).toList();
    for (BlockEntry entry : blocks.nearest(startNanos, endNanos, MAX_BLOCKS)) {
      blocks.read(entry, block -> find(entry, block, traces));
    }
    List<SplitTrace> split = new ArrayList<>();
    for (SplitTrace trace : traces) {
      trace.findInHeads(heads);
      if (trace.isSplit() && hasMoreThanIsKnown(trace)) {
        split.add(trace);
      }
    }
    if (split.isEmpty()) {
      return Optional.empty();
    }
    JoinedTables.Joined table = joined.of(tenant, split, heads, blocks);
    return Optional.of(new Joined(table.view(), table.full()));
  }

  private static void find(BlockEntry entry, BlockReader block, List<SplitTrace> traces) {
    BlockTraces inBlock = new BlockTraces(block);
    for (SplitTrace trace : traces) {
      inBlock.find(
          trace.id().high(),
          trace.id().low(),
          (rowGroup, index, from, end) ->
              trace.addParts(List.of(new TracePart(entry, rowGroup, index, from, end))));
    }
  }

  private boolean hasMoreThanIsKnown(SplitTrace trace) {
    SplitTrace before = known.get(trace.id());
    return before == null
        || !before.inBlocks().containsAll(trace.inBlocks())
        || !before.inHeads().containsAll(trace.inHeads());
  }
}
