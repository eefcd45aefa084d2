package dev.vivace.storage.source;

import dev.vivace.model.id.TenantId;
import dev.vivace.storage.section.BlockEntry;
import dev.vivace.storage.view.HeadView;
import dev.vivace.storage.view.MaskedTable;
import dev.vivace.storage.view.ViewMemory;
import dev.vivace.traceql.engine.QueryGuard;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Lists the tables that a query of a tenant reads: views of its heads, its split traces joined,
/// and the row groups of its blocks, each without the rows that are read elsewhere. Thread-safe.
///
/// A span is seen half a second after it was appended at the latest. A split trace that nobody
/// listed, and of which no block and head near in time know, stays in parts; [WholeTraces] finds
/// them.
public final class TableCatalog implements TableSource {

  private final SourceCatalog catalog;
  private final BlockCache blocks;
  private final BlockTables blockTables;
  private final TableLimits limits;
  private final HeadStates heads;
  private final BlockSplits splits = new BlockSplits();
  private final JoinedTables joined;

  /// @param blockTables lists the row groups of a block
  /// @param clock says when views are renewed
  public TableCatalog(
      SourceCatalog catalog,
      BlockCache blocks,
      BlockTables blockTables,
      TableLimits limits,
      InstantSource clock,
      MeterRegistry registry) {
    this.catalog = catalog;
    this.blocks = blocks;
    this.blockTables = blockTables;
    this.limits = limits;
    ViewMemory memory = new ViewMemory(limits.maxViewBytes());
    heads = new HeadStates(memory, clock);
    joined = new JoinedTables(limits, memory);
    Gauge.builder("vivace_head_view_bytes", memory, ViewMemory::usedBytes)
        .description("What views of heads and joined traces hold beside the heads")
        .register(registry);
  }

  @Override
  public <T> T read(
      TenantId tenant,
      long startNanos,
      long endNanos,
      QueryGuard guard,
      Function<TenantTables, T> reader) {
    return catalog.read(
        tenant,
        sources -> reader.apply(new Listing(tenant, sources, startNanos, endNanos, guard).list()));
  }

  /// The list of one query.
  private final class Listing {

    private final TenantId tenant;
    private final long startNanos;
    private final long endNanos;
    private final TenantBlocks tenantBlocks;
    private final List<OpenHead> openHeads;
    private final List<TableHandle> tables = new ArrayList<>();
    private @Nullable String reachedLimit;
    private long joinedBytes;

    Listing(
        TenantId tenant, TenantSources sources, long startNanos, long endNanos, QueryGuard guard) {
      this.tenant = tenant;
      this.startNanos = startNanos;
      this.endNanos = endNanos;
      this.tenantBlocks = new TenantBlocks(tenant, sources.blocks(), blocks, guard);
      this.openHeads = heads.open(sources.heads());
    }

    TenantTables list() {
      SplitFinder finder =
          new SplitFinder(splits, tenantBlocks, openHeads, limits.maxSplitTraces());
      List<SplitTrace> split = finder.find(startNanos, endNanos);
      if (finder.isFull()) {
        reachedLimit =
            "more than %d traces are split over blocks; narrow the time range"
                .formatted(limits.maxSplitTraces());
      }
      addHeads(split);
      JoinedGroups groups = JoinedGroups.of(split, tenantBlocks);
      addJoined(groups.inHeads(), "of heads", tables);
      List<TableHandle> ofBlocks = new ArrayList<>();
      for (List<SplitTrace> group : groups.inBlocks()) {
        addJoined(group, "of blocks", ofBlocks);
      }
      List<BlockEntry> selected = tenantBlocks.overlapping(startNanos, endNanos, 0);
      addRowGroups(selected, split, ofBlocks);
      ofBlocks.sort(
          (left, right) -> Long.compareUnsigned(right.traceStartMax(), left.traceStartMax()));
      tables.addAll(ofBlocks);
      long bytes = selected.stream().mapToLong(BlockEntry::length).sum();
      return new TenantTables(
          tables,
          selected.size(),
          bytes,
          tenantBlocks.failedCount() + catalog.unlistedCount(tenant),
          reachedLimit,
          new TracesById(tenant, tenantBlocks, openHeads, joined, split));
    }

    private void addHeads(List<SplitTrace> split) {
      for (int i = 0; i < openHeads.size(); i++) {
        OpenHead head = openHeads.get(i);
        BitSet masked = new BitSet();
        for (int trace = 0; trace < head.source().carriedOn().length; trace++) {
          masked.set(trace, head.isCarriedOn(trace));
        }
        for (SplitTrace trace : split) {
          for (SplitTrace.HeadPart part : trace.inHeads()) {
            if (part.head() == i) {
              masked.set(part.trace());
            }
          }
        }
        HeadView view = head.view();
        add(new ViewHandle("head " + i, MaskedTable.without(view, masked), view.range()), tables);
      }
    }

    private void addJoined(List<SplitTrace> traces, String which, List<TableHandle> to) {
      if (traces.isEmpty() || joinedBytes > limits.maxJoinBytes()) {
        return;
      }
      JoinedTables.Joined table = joined.of(tenant, traces, openHeads, tenantBlocks);
      HeadView view = table.view();
      joinedBytes += view.sizeBytes();
      if (table.full() || joinedBytes > limits.maxJoinBytes()) {
        reachedLimit =
            "the traces that are split over blocks take more than %d bytes together; narrow the time range"
                .formatted(limits.maxJoinBytes());
      }
      add(new ViewHandle("split traces " + which, view, view.range()), to);
    }

    private void addRowGroups(
        List<BlockEntry> selected, List<SplitTrace> split, List<TableHandle> to) {
      Map<BlockEntry, List<TracePart>> parts = new HashMap<>();
      for (SplitTrace trace : split) {
        for (TracePart part : trace.inBlocks()) {
          parts.computeIfAbsent(part.block(), _ -> new ArrayList<>()).add(part);
        }
      }
      BlockMasks masks = new BlockMasks();
      for (BlockEntry entry : selected) {
        tenantBlocks.read(
            entry,
            block -> {
              masks.add(entry, block, parts.getOrDefault(entry, List.of()));
              blockTables
                  .of(block, rowGroup -> masks.of(entry, rowGroup))
                  .forEach(table -> add(table, to));
            });
      }
    }

    private void add(TableHandle table, List<TableHandle> to) {
      if (table.rowCount() > 0
          && Ranges.overlap(table.traceStartMin(), table.traceEndMax(), startNanos, endNanos)) {
        to.add(table);
      }
    }
  }
}
