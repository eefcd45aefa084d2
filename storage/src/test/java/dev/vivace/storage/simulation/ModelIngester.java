package dev.vivace.storage.simulation;

import static dev.vivace.storage.simulation.Times.MILLISECOND;
import static dev.vivace.storage.simulation.Times.MINUTE;
import static dev.vivace.storage.simulation.Times.SECOND;

import dev.vivace.model.id.TenantId;
import dev.vivace.storage.protocol.AppendSection;
import dev.vivace.storage.protocol.ChainReading;
import dev.vivace.storage.protocol.FollowChain;
import dev.vivace.storage.section.BlockEntry;
import dev.vivace.storage.section.BlockIds;
import dev.vivace.storage.section.CarriedTenant;
import dev.vivace.storage.section.CutRule;
import dev.vivace.storage.section.SectionCommit;
import dev.vivace.storage.simulation.SimLog.Span;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/// An ingester: follows the chain, replays what is owed, applies what comes, cuts sections, stores
/// their blocks and commits them with the real protocol. What it cannot settle it settles by
/// starting again, as the process does.
final class ModelIngester {

  /// How long rows of committed sections are kept for readers with an older snapshot.
  static final long HAND_OVER_NANOS = 10 * MINUTE;

  private static final int MAX_PENDING = 2;
  private static final CutRule CUT = CutRule.of(1, Map.of("sectionNanos", Live.MAX_SECTION_NANOS));

  private final World world;
  private final SimProcess process;
  private final Runner runner;
  private final Bug bug;
  private Live live = new Live(0);
  private boolean isReady;
  private long lowWatermark;
  private long applied;
  private long chainEnd;
  private final TreeMap<Long, Row> rows = new TreeMap<>();
  private final ArrayDeque<Live.Cut> pending = new ArrayDeque<>();
  private final List<Committed> committed = new ArrayList<>();
  private boolean isWriting;

  /// A span that this ingester can answer for.
  ///
  /// @param goneAtNanos when nobody asks for it any more, because a block has it
  private record Row(Span span, long goneAtNanos) {}

  private record Committed(long end, long atNanos) {}

  ModelIngester(World world, SimProcess process) {
    this.world = world;
    this.process = process;
    this.bug = world.bug();
    this.runner = world.runner(process);
  }

  SimProcess process() {
    return process;
  }

  boolean isReady() {
    return process.isRunning() && isReady;
  }

  /// The end of the last section that this ingester knows to be committed.
  long chainEnd() {
    return chainEnd;
  }

  boolean isIdle() {
    return isReady && pending.isEmpty();
  }

  long applied() {
    return applied;
  }

  void start() {
    runner.run(new FollowChain(World.LOG, 0), this::replay);
  }

  private void replay(ChainReading chain) {
    // Reading the log takes a while; meanwhile others may commit and trim.
    long delay = world.choices().between(1, 3000) * MILLISECOND;
    process.after(delay, () -> replay(chain.last(), chain.floor()));
  }

  private void replay(Optional<SectionCommit> last, long floor) {
    long end = last.map(SectionCommit::end).orElse(floor);
    long from = last.map(SectionCommit::replayFrom).orElse(end);
    if (from < world.log().trimmedTo()) {
      world.sometimes().happened(Rare.LOG_TRIMMED_DURING_REPLAY);
      restart();
      return;
    }
    live = new Live(end);
    applied = end;
    chainEnd = end;
    lowWatermark = end;
    List<CarriedTenant> carried = last.map(SectionCommit::carried).orElse(List.of());
    if (!carried.isEmpty()) {
      world.sometimes().happened(Rare.REPLAY_WITH_CARRIED);
    }
    for (long offset = bug == Bug.REPLAY_FROM_END ? end : from; offset < end; offset++) {
      Span span = world.log().read(offset);
      if (!span.isMarker()
          && (bug == Bug.CARRIED_LIST_IGNORED_IN_REPLAY || Live.isCarried(carried, span))) {
        live.applyCarried(span, isAll(carried, span));
        rows.put(offset, new Row(span, Long.MAX_VALUE));
      }
    }
    isReady = true;
    poll();
    watchIdleness();
  }

  private static boolean isAll(List<CarriedTenant> carried, Span span) {
    return carried.stream()
        .anyMatch(t -> t.tenant().equals(ModelBlocks.tenant(span.tenant())) && t.all());
  }

  /// Applies what is new in the log.
  void poll() {
    while (isReady && process.isRunning() && applied < world.log().end()) {
      if (applied < world.log().trimmedTo()) {
        restart(); // Another one is far ahead.
        return;
      }
      Span span = world.log().read(applied);
      cutIfDue(span.appendNanos());
      live.apply(span);
      if (!span.isMarker()) {
        rows.put(applied, new Row(span, Long.MAX_VALUE));
      } else if (live.wouldWrite(span.appendNanos()) && hasRoom()) {
        cut(span.appendNanos(), false);
      }
      applied++;
    }
  }

  private void cutIfDue(long appendNanos) {
    if (live.isDue(appendNanos) && hasRoom()) {
      cut(appendNanos, world.happens(world.climate().carriesLittleInverse()));
    } else if (!live.isEmpty() && hasRoom() && world.happens(world.climate().earlyCutInverse())) {
      world.sometimes().happened(Rare.CUT_BY_MEMORY);
      cut(appendNanos, true);
    }
  }

  private boolean hasRoom() {
    return pending.size() < MAX_PENDING;
  }

  /// Nothing came for a while: a marker in the log closes the section.
  private void watchIdleness() {
    process.after(
        Live.MAX_SECTION_NANOS + world.choices().below(60) * SECOND,
        () -> {
          if (isReady && live.wouldWrite(world.time().nowNanos()) && hasRoom()) {
            world.appendMarker();
          }
          if (isReady) {
            watchIdleness();
          }
        });
  }

  private void cut(long nowNanos, boolean isForced) {
    pending.add(live.cut(nowNanos, isForced));
    writeNext();
  }

  private void writeNext() {
    Live.Cut cut = pending.peek();
    if (cut == null || isWriting) {
      return;
    }
    isWriting = true;
    List<Map.Entry<Integer, List<Span>>> tenants =
        cut.written().entrySet().stream().filter(tenant -> !tenant.getValue().isEmpty()).toList();
    if (bug == Bug.TRIM_BEFORE_COMMIT) {
      world.trim(cut.replayFrom());
    }
    writeBlocks(cut, tenants, new ArrayList<>());
  }

  private void writeBlocks(
      Live.Cut cut, List<Map.Entry<Integer, List<Span>>> tenants, List<BlockEntry> done) {
    if (done.size() == tenants.size()) {
      commit(cut, done);
      return;
    }
    TenantId tenant = ModelBlocks.tenant(tenants.get(done.size()).getKey());
    List<Span> spans = tenants.get(done.size()).getValue();
    writeBlock(
        cut,
        tenant,
        spans,
        0,
        entry -> {
          done.add(entry);
          writeBlocks(cut, tenants, done);
        });
  }

  private void commit(Live.Cut cut, List<BlockEntry> blocks) {
    boolean namesNothing = bug == Bug.CARRIED_NOT_NAMED;
    SectionCommit commit =
        new SectionCommit(
            World.LOG.logId(),
            World.LOG.partition(),
            cut.start(),
            cut.end(),
            cut.firstAppendNanos(),
            cut.lastAppendNanos(),
            namesNothing ? cut.end() : cut.replayFrom(),
            namesNothing ? List.of() : cut.carried(),
            blocks,
            0,
            CUT,
            world.nonce(),
            process.name);
    runner.run(AppendSection.of(commit), outcome -> settle(cut, outcome));
  }

  private void settle(Live.Cut cut, AppendSection.Outcome outcome) {
    switch (outcome) {
      case AppendSection.Outcome.Ours(var section) -> committed(cut, section);
      case AppendSection.Outcome.Lost(var section) -> {
        if (bug == Bug.LOST_SECTION_TAKEN_FOR_OWN) {
          committed(cut, section);
          return;
        }
        world.sometimes().happened(Rare.SECTION_LOST);
        restart();
      }
      case AppendSection.Outcome.BelowFloor _ -> {
        world.sometimes().happened(Rare.SECTION_BELOW_FLOOR);
        restart();
      }
    }
  }

  private void committed(Live.Cut cut, SectionCommit section) {
    long now = process.clockNanos();
    cut.written()
        .values()
        .forEach(
            spans ->
                spans.forEach(
                    span -> rows.put(span.offset(), new Row(span, now + HAND_OVER_NANOS))));
    chainEnd = section.end();
    committed.add(new Committed(section.end(), now));
    forgetOldRows(now);
    world.trim(bug == Bug.TRIM_TO_END ? section.end() : section.replayFrom());
    pending.remove();
    isWriting = false;
    writeNext();
    poll();
  }

  private void forgetOldRows(long now) {
    rows.values().removeIf(row -> row.goneAtNanos <= now);
    for (Committed section : committed) {
      if (section.atNanos + HAND_OVER_NANOS <= now) {
        lowWatermark = Math.max(lowWatermark, section.end);
      }
    }
    committed.removeIf(section -> section.end <= lowWatermark);
  }

  /// The rows at or above a cut, and those that it carried; empty if the cut is too old for this
  /// ingester, or too new.
  Optional<List<Span>> recent(long cut, List<CarriedTenant> carried, TenantId tenant) {
    poll();
    if (cut < lowWatermark || cut > applied) {
      return Optional.empty();
    }
    return Optional.of(
        rows.values().stream()
            .map(Row::span)
            .filter(span -> ModelBlocks.tenant(span.tenant()).equals(tenant))
            .filter(span -> span.offset() >= cut || Live.isCarried(carried, span))
            .toList());
  }

  private void restart() {
    isReady = false;
    world.restartIngester(this);
  }

  /// Stores a block, or adopts the same one of an earlier attempt; another one of this name stays,
  /// and this one gets the next name.
  private void writeBlock(
      Live.Cut cut, TenantId tenant, List<Span> spans, int part, Consumer<BlockEntry> done) {
    String key =
        tenant
            + "/blocks/"
            + BlockIds.of(
                World.LOG.logId(), World.LOG.partition(), cut.start(), cut.end(), tenant, part);
    byte[] object =
        ModelBlocks.encode(tenant, cut.start(), spans.stream().map(Span::offset).toList());
    BlockEntry entry = ModelBlocks.entry(tenant, key, spans, object);
    if (bug == Bug.COMMIT_BEFORE_BLOCKS) {
      process.after(MINUTE, () -> world.blocks(process).createOrCompare(key, object, _ -> {}));
      done.accept(entry);
      return;
    }
    world
        .blocks(process)
        .createOrCompare(
            key,
            object,
            isSame -> {
              if (!isSame && bug == Bug.BLOCK_REPLACED) {
                world.blocks(process).delete(key, () -> writeBlock(cut, tenant, spans, part, done));
              } else if (isSame || bug == Bug.BLOCK_NOT_COMPARED) {
                done.accept(entry);
              } else {
                world.sometimes().happened(Rare.BLOCK_NAME_TAKEN);
                writeBlock(cut, tenant, spans, part + 1, done);
              }
            });
  }
}
