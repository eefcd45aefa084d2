package dev.vivace.storage.simulation;

import static dev.vivace.storage.simulation.Times.MINUTE;
import static dev.vivace.storage.simulation.Times.SECOND;

import dev.vivace.model.id.TenantId;
import dev.vivace.storage.manifest.LiveBlock;
import dev.vivace.storage.manifest.StoredManifest;
import dev.vivace.storage.manifest.VisibleBlocks;
import dev.vivace.storage.protocol.ChainReading;
import dev.vivace.storage.protocol.FollowChain;
import dev.vivace.storage.protocol.FollowManifest;
import dev.vivace.storage.section.CarriedTenant;
import dev.vivace.storage.section.SectionCommit;
import dev.vivace.storage.simulation.SimLog.Span;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// A querier: pins a snapshot, that is the end of the chain and a manifest, asks an ingester for
/// what is at or above that cut or carried by it, and reads the snapshot's blocks one by one while
/// others remove and delete them. Its answer must have every span that the ingester had, once.
final class ModelQuerier {

  /// A snapshot is used for so long; with the time of a query that is less than the grace.
  private static final long SNAPSHOT_NANOS = MINUTE;

  private static final long QUERY_NANOS = 50 * MINUTE;
  private static final int MAX_REFRESHES = 5;

  private final World world;
  private final SimProcess process;
  private final Runner runner;
  private Optional<Snapshot> last = Optional.empty();

  /// What a query reads of the blocks' side.
  private record Snapshot(
      TenantId tenant, ChainReading chain, StoredManifest manifest, long pinnedNanos) {

    long cut() {
      return chain.last().map(SectionCommit::end).orElse(chain.floor());
    }

    List<CarriedTenant> carried() {
      return chain.last().map(SectionCommit::carried).orElse(List.of());
    }

    /// In the manifest may be more than in the chain, which was read before it.
    boolean isConsistent() {
      return manifest.state().foldedTo(World.LOG) <= cut();
    }

    List<LiveBlock> blocks() {
      return VisibleBlocks.of(tenant, manifest.state(), Map.of(World.LOG, chain.sections()));
    }
  }

  /// One query.
  ///
  /// @param rows of the live side
  /// @param applied the live side had all records below
  private record Query(Snapshot snapshot, List<Span> rows, long applied) {}

  ModelQuerier(World world, SimProcess process) {
    this.world = world;
    this.process = process;
    this.runner = world.runner(process);
  }

  SimProcess process() {
    return process;
  }

  void start() {
    process.after(
        Climate.pause(world.choices(), world.climate().querierMinutes(), world.jobDone()),
        () -> query(world.choices().from(ModelBlocks.tenants()), this::start));
  }

  void query(TenantId tenant, Runnable then) {
    boolean isFresh =
        last.isPresent()
            && last.get().tenant.equals(tenant)
            && now() - last.get().pinnedNanos < SNAPSHOT_NANOS;
    if (isFresh) {
      ask(last.get(), MAX_REFRESHES, then);
    } else {
      refresh(tenant, snapshot -> ask(snapshot, MAX_REFRESHES, then));
    }
  }

  private long now() {
    return world.time().nowNanos();
  }

  private void refresh(TenantId tenant, Consumer<Snapshot> then) {
    long began = now();
    StoredManifest known =
        last.filter(old -> old.tenant.equals(tenant))
            .map(Snapshot::manifest)
            .orElse(StoredManifest.none(tenant));
    if (world.bug() == Bug.MANIFEST_READ_BEFORE_CHAIN) {
      runner.run(
          FollowManifest.from(known),
          manifest ->
              runner.run(
                  new FollowChain(World.LOG, 0),
                  chain -> pin(new Snapshot(tenant, chain, manifest, began), then)));
      return;
    }
    runner.run(
        new FollowChain(World.LOG, 0),
        chain ->
            runner.run(
                FollowManifest.from(known),
                manifest -> pin(new Snapshot(tenant, chain, manifest, began), then)));
  }

  private void pin(Snapshot snapshot, Consumer<Snapshot> then) {
    if (!snapshot.isConsistent() && world.bug() != Bug.CUT_BELOW_FOLDED) {
      world.sometimes().happened(Rare.FOLDED_BEYOND_CHAIN);
      refresh(snapshot.tenant, then);
      return;
    }
    last = Optional.of(snapshot);
    then.accept(snapshot);
  }

  private void ask(Snapshot snapshot, int refreshesLeft, Runnable then) {
    Optional<ModelIngester> owner =
        world.ingesters().stream().filter(ModelIngester::isReady).reduce((_, second) -> second);
    if (owner.isEmpty() || refreshesLeft == 0) {
      world.sometimes().happened(Rare.QUERY_WITHOUT_OWNER);
      then.run();
      return;
    }
    long cut = world.bug() == Bug.LIVE_SIDE_IGNORES_CUT ? owner.get().chainEnd() : snapshot.cut();
    Optional<List<Span>> rows = owner.get().recent(cut, snapshot.carried(), snapshot.tenant);
    if (rows.isEmpty()) {
      world.sometimes().happened(Rare.SNAPSHOT_TOO_OLD);
      refresh(snapshot.tenant, fresh -> ask(fresh, refreshesLeft - 1, then));
      return;
    }
    Set<Long> found = new HashSet<>();
    rows.get().forEach(row -> found.add(row.offset()));
    read(new Query(snapshot, rows.get(), owner.get().applied()), snapshot.blocks(), found, then);
  }

  private void read(Query query, List<LiveBlock> blocks, Set<Long> found, Runnable then) {
    if (now() - query.snapshot.pinnedNanos > SNAPSHOT_NANOS + QUERY_NANOS) {
      world.sometimes().happened(Rare.QUERY_TIMED_OUT);
      then.run();
    } else if (blocks.isEmpty()) {
      check(query, found);
      then.run();
    } else {
      String key = blocks.getFirst().entry().key();
      if (!world.checker().isLive(query.snapshot.tenant, key)) {
        world.sometimes().happened(Rare.REMOVED_BLOCK_READ);
      }
      world
          .blocks(process)
          .read(
              key,
              object -> {
                if (now() - query.snapshot.pinnedNanos <= SNAPSHOT_NANOS + QUERY_NANOS) {
                  add(key, object, found);
                }
                // A pause of seconds between two blocks, now and then of minutes.
                process.after(
                    world.choices().below(world.choices().oneIn(10) ? 600 : 3) * SECOND,
                    () -> read(query, blocks.subList(1, blocks.size()), found, then));
              });
    }
  }

  private static void add(String key, Optional<byte[]> object, Set<Long> found) {
    if (object.isEmpty()) {
      throw new SimulationFailure("a query finds no block " + key);
    }
    for (long offset : ModelBlocks.offsets(object.get())) {
      if (!found.add(offset)) {
        throw new SimulationFailure("a query answers span %d twice".formatted(offset));
      }
    }
  }

  private void check(Query query, Set<Long> found) {
    TenantId tenant = query.snapshot.tenant;
    for (long offset = 0; offset < query.applied; offset++) {
      Span span = world.log().everRead(offset);
      boolean isOurs = !span.isMarker() && ModelBlocks.tenant(span.tenant()).equals(tenant);
      if (isOurs && !found.contains(offset) && !world.checker().isExpired(span)) {
        throw new SimulationFailure(
            "a query of %s does not answer span %d".formatted(tenant, offset));
      }
      if (!isOurs && found.contains(offset)) {
        throw new SimulationFailure(
            "a query of %s answers span %d of another".formatted(tenant, offset));
      }
    }
    world.sometimes().happened(Rare.QUERY_ANSWERED);
  }
}
