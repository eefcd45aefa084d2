package dev.vivace.storage.source;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import com.google.common.util.concurrent.Striped;
import dev.vivace.model.id.TenantId;
import dev.vivace.storage.block.BlockReader;
import dev.vivace.storage.block.RowGroupReader;
import dev.vivace.storage.view.HeadView;
import dev.vivace.storage.view.TraceJoin;
import dev.vivace.storage.view.ViewMemory;
import dev.vivace.traceql.engine.QueryEndedException;
import dev.vivace.traceql.engine.QueryGuard;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;

/// Split traces, joined; a table is kept for the next query with the same traces as long as none of
/// their parts changes. Thread-safe.
final class JoinedTables {

  /// From so many traces of a row group on, it is read whole.
  private static final int TRACES_TO_PREFETCH = 4;

  /// How many tables are being joined at the same time, at most.
  private static final int MAX_JOINS = 4;

  /// How often a query that waits for another's join asks whether it must end.
  private static final long GUARD_MILLIS = 50;

  private static final int MIN_WEIGHT = 64 << 10;
  private static final int PART_BYTES = 64;

  private final long maxJoinBytes;
  private final ViewMemory memory;
  private final Cache<Key, Joined> kept;
  private final Striped<Lock> joining = Striped.lock(MAX_JOINS);

  /// @param full whether spans were left out
  record Joined(HeadView view, boolean full) {}

  /// All that a joined table was made of.
  private record Key(
      TenantId tenant, List<Set<TracePart>> inBlocks, List<SplitTrace.HeadPart> inHeads) {

    static Key of(TenantId tenant, List<SplitTrace> traces) {
      return new Key(
          tenant,
          traces.stream().map(SplitTrace::inBlocks).toList(),
          traces.stream().flatMap(trace -> trace.inHeads().stream()).toList());
    }

    int parts() {
      return inBlocks.stream().mapToInt(Set::size).sum() + inHeads.size();
    }
  }

  private record BlockPart(SplitTrace trace, TracePart part, int position) {}

  JoinedTables(TableLimits limits, ViewMemory memory) {
    this.maxJoinBytes = limits.maxJoinBytes();
    this.memory = memory;
    this.kept =
        Caffeine.newBuilder()
            .maximumWeight(limits.maxJoinedBytes())
            .weigher(JoinedTables::weight)
            .removalListener(JoinedTables::drop)
            .build();
  }

  private static int weight(Key key, Joined joined) {
    long bytes = joined.view().sizeBytes() + (long) key.parts() * PART_BYTES;
    return Math.clamp(bytes, MIN_WEIGHT, Integer.MAX_VALUE);
  }

  private static void drop(@Nullable Key key, @Nullable Joined joined, RemovalCause cause) {
    if (joined != null) {
      joined.view().drop();
    }
  }

  /// The rows of these traces from all their sources.
  Joined of(TenantId tenant, List<SplitTrace> traces, List<OpenHead> heads, TenantBlocks blocks) {
    Key key = Key.of(tenant, traces);
    Joined joined = kept.getIfPresent(key);
    if (joined != null) {
      return joined;
    }
    Lock lock = joining.get(key);
    await(lock, blocks.guard());
    try {
      joined = kept.getIfPresent(key); // Somebody else may have joined them in the meantime.
      return joined != null ? joined : join(key, traces, heads, blocks);
    } finally {
      lock.unlock();
    }
  }

  /// Whoever waits while others join still has a deadline.
  private static void await(Lock lock, QueryGuard guard) {
    try {
      while (!lock.tryLock(GUARD_MILLIS, TimeUnit.MILLISECONDS)) {
        guard.check();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new QueryEndedException("the query was interrupted while it waited for split traces");
    }
  }

  private Joined join(Key key, List<SplitTrace> traces, List<OpenHead> heads, TenantBlocks blocks) {
    int failed = blocks.failedCount();
    Joined joined = join(traces, heads, blocks);
    if (blocks.failedCount() == failed) {
      kept.put(key, joined);
    } else {
      joined.view().drop();
    }
    return joined;
  }

  private Joined join(List<SplitTrace> traces, List<OpenHead> heads, TenantBlocks blocks) {
    TraceJoin join = new TraceJoin(maxJoinBytes);
    List<BlockPart> parts = new ArrayList<>();
    for (SplitTrace trace : traces) {
      for (TracePart part : trace.inBlocks()) {
        parts.add(new BlockPart(trace, part, blocks.position(part.block())));
      }
    }
    parts.sort(
        Comparator.comparingInt(BlockPart::position)
            .thenComparingInt(part -> part.part().rowGroup())
            .thenComparingInt(part -> part.part().trace()));
    int end;
    for (int from = 0; from < parts.size() && !join.isFull(); from = end) {
      end = endOfRowGroup(parts, from);
      List<BlockPart> ofRowGroup = parts.subList(from, end);
      blocks.read(
          ofRowGroup.getFirst().part().block(),
          block -> addParts(join, block, ofRowGroup, blocks.guard()));
    }
    for (int i = 0; i < heads.size() && !join.isFull(); i++) {
      HeadSource source = heads.get(i).source();
      for (SplitTrace trace : traces) {
        join.add(source.pinned().head(), source.carriedOn(), trace.id().high(), trace.id().low());
      }
    }
    HeadView view = join.finish(memory);
    return new Joined(view, join.isFull());
  }

  private static int endOfRowGroup(List<BlockPart> parts, int from) {
    BlockPart first = parts.get(from);
    int end = from + 1;
    while (end < parts.size()
        && parts.get(end).position() == first.position()
        && parts.get(end).part().rowGroup() == first.part().rowGroup()) {
      end++;
    }
    return end;
  }

  private static void addParts(
      TraceJoin join, BlockReader block, List<BlockPart> parts, QueryGuard guard) {
    RowGroupReader rowGroup = block.rowGroup(parts.getFirst().part().rowGroup());
    if (parts.size() >= TRACES_TO_PREFETCH) {
      rowGroup.prefetch();
    }
    if (parts.size() > 1) {
      rowGroup.keepPages();
    }
    for (BlockPart part : parts) {
      guard.check();
      join.add(rowGroup, part.part().trace(), part.trace().id().high(), part.trace().id().low());
    }
  }
}
