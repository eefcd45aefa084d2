package dev.vivace.storage.simulation;

import dev.vivace.model.id.TenantId;
import dev.vivace.storage.manifest.AnnounceEdit;
import dev.vivace.storage.manifest.CompactEdit;
import dev.vivace.storage.manifest.CompactEdit.Measured;
import dev.vivace.storage.manifest.FoldEdit;
import dev.vivace.storage.manifest.LiveBlock;
import dev.vivace.storage.manifest.ManifestEdit;
import dev.vivace.storage.manifest.RemoveEdit;
import dev.vivace.storage.manifest.SpanSet;
import dev.vivace.storage.manifest.StoredManifest;
import dev.vivace.storage.object.ListedObject;
import dev.vivace.storage.protocol.AppendManifest;
import dev.vivace.storage.protocol.ChainReading;
import dev.vivace.storage.protocol.Collection;
import dev.vivace.storage.protocol.Deletion;
import dev.vivace.storage.protocol.Folding;
import dev.vivace.storage.protocol.FollowChain;
import dev.vivace.storage.protocol.FollowManifest;
import dev.vivace.storage.protocol.Orphans;
import dev.vivace.storage.protocol.Retention;
import dev.vivace.storage.protocol.StoreCall;
import dev.vivace.storage.protocol.StoreProtocol;
import dev.vivace.storage.simulation.SimLog.Span;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/// A compactor: folds, merges, retains, deletes and collects in any order, with the real protocols
/// and with whatever manifest it saw last.
final class ModelCompactor {

  private static final int MAX_DELETIONS = 4;

  private final World world;
  private final SimProcess process;
  private final Runner runner;
  private final Map<TenantId, StoredManifest> known = new HashMap<>();

  ModelCompactor(World world, SimProcess process) {
    this.world = world;
    this.process = process;
    this.runner = world.runner(process);
  }

  SimProcess process() {
    return process;
  }

  /// Works until the process ends.
  void start() {
    long pause =
        Climate.pause(world.choices(), world.climate().compactorMinutes(), world.jobDone());
    process.after(pause, () -> work(this::start));
  }

  private void work(Runnable then) {
    TenantId tenant = world.choices().from(ModelBlocks.tenants());
    switch (world.choices().below(12)) {
      case 0, 1 -> fold(then);
      case 2, 3, 4 -> compact(tenant, then);
      case 5 -> retain(tenant, then);
      case 6, 7 -> delete(tenant, then);
      case 8, 9 -> collectOrphans(tenant, then);
      case 10 -> collectSections(then);
      default -> collectManifests(tenant, then);
    }
  }

  private StoredManifest known(TenantId tenant) {
    return known.getOrDefault(tenant, StoredManifest.none(tenant));
  }

  private void remember(StoredManifest manifest) {
    known.put(manifest.tenant(), manifest);
  }

  private void edit(TenantId tenant, ManifestEdit edit, Consumer<AppendManifest.Outcome> then) {
    runner.run(
        AppendManifest.of(known(tenant), edit, world.writer(process)),
        outcome -> {
          remember(outcome.manifest());
          then.accept(outcome);
        });
  }

  void fold(Runnable then) {
    runner.run(
        new FollowChain(World.LOG, 0),
        chain ->
            runner.run(
                folding(chain),
                manifests -> {
                  manifests.forEach(this::remember);
                  then.run();
                }));
  }

  private StoreProtocol<List<StoredManifest>> folding(ChainReading chain) {
    if (world.bug() != Bug.FOLD_WITHOUT_FOLDED && world.bug() != Bug.FOLD_WITHOUT_BLOCKS) {
      return Folding.of(chain, world.writer(process));
    }
    return StoreProtocol.each(
        ModelBlocks.tenants(),
        tenant -> {
          FoldEdit edit =
              new FoldEdit(tenant, World.LOG, chain.floor(), chain.sections(), chain.damaged());
          return AppendManifest.of(
                  known(tenant), world.saboteur().fold(edit), world.writer(process))
              .map(AppendManifest.Outcome::manifest);
        });
  }

  private void compact(TenantId tenant, Runnable then) {
    runner.run(
        FollowManifest.from(known(tenant)),
        manifest -> {
          remember(manifest);
          List<LiveBlock> inputs = inputs(manifest.state().live());
          if (inputs.isEmpty()) {
            then.run();
          } else {
            String key = tenant + "/blocks/" + world.nonce();
            edit(
                tenant,
                new AnnounceEdit(new TreeSet<>(Set.of(key)), true),
                _ -> read(tenant, inputs, key, new ArrayList<>(), then));
          }
        });
  }

  private List<LiveBlock> inputs(List<LiveBlock> live) {
    int first = world.choices().below(live.size() + 1);
    int count = world.choices().between(1, 4);
    return live.subList(first, Math.min(live.size(), first + count));
  }

  private void read(
      TenantId tenant, List<LiveBlock> inputs, String key, List<byte[]> found, Runnable then) {
    if (found.size() == inputs.size()) {
      write(tenant, inputs, key, found, then);
      return;
    }
    world
        .blocks(process)
        .read(
            inputs.get(found.size()).entry().key(),
            object -> {
              if (object.isEmpty()) {
                world.sometimes().happened(Rare.INPUT_GONE);
                withdraw(tenant, key, then);
              } else {
                found.add(object.get());
                read(tenant, inputs, key, found, then);
              }
            });
  }

  private void write(
      TenantId tenant, List<LiveBlock> inputs, String key, List<byte[]> found, Runnable then) {
    List<Long> offsets =
        new ArrayList<>(found.stream().flatMap(o -> ModelBlocks.offsets(o).stream()).toList());
    if (world.bug() == Bug.COMPACTION_DROPS_A_SPAN && offsets.size() > 1) {
      offsets.removeLast();
    }
    long start = ModelBlocks.start(found.getFirst());
    byte[] object = ModelBlocks.encode(tenant, start, offsets);
    List<Span> spans = offsets.stream().map(world.log()::everRead).toList();
    Measured output =
        new Measured(ModelBlocks.entry(tenant, key, spans, object), ModelBlocks.spanSet(offsets));
    List<Measured> measured = new ArrayList<>();
    for (int i = 0; i < found.size(); i++) {
      SpanSet set = ModelBlocks.spanSet(ModelBlocks.offsets(found.get(i)));
      measured.add(new Measured(inputs.get(i).entry(), set));
    }
    world.blocks(process).createOrCompare(key, object, _ -> commit(tenant, measured, output, then));
  }

  private void commit(TenantId tenant, List<Measured> inputs, Measured output, Runnable then) {
    ManifestEdit edit =
        world
            .saboteur()
            .compaction(
                new CompactEdit(inputs, List.of(output), SpanSet.EMPTY, world.graceNanos()));
    edit(
        tenant,
        edit,
        outcome -> {
          if (outcome instanceof AppendManifest.Outcome.Refused) {
            world.sometimes().happened(Rare.COMPACTION_REFUSED);
            withdraw(tenant, output.entry().key(), then);
          } else {
            world.sometimes().happened(Rare.COMPACTED);
            then.run();
          }
        });
  }

  private void withdraw(TenantId tenant, String key, Runnable then) {
    edit(tenant, new AnnounceEdit(new TreeSet<>(Set.of(key)), false), _ -> then.run());
  }

  /// Withdraws what was announced by compactors that may be gone, tenant by tenant.
  void withdrawAll(List<TenantId> tenants, Runnable then) {
    if (tenants.isEmpty()) {
      then.run();
      return;
    }
    TenantId tenant = tenants.getFirst();
    Runnable next = () -> withdrawAll(tenants.subList(1, tenants.size()), then);
    runner.run(
        FollowManifest.from(known(tenant)),
        manifest -> {
          remember(manifest);
          TreeSet<String> announced = new TreeSet<>(manifest.state().announced());
          if (announced.isEmpty()) {
            next.run();
          } else {
            edit(tenant, new AnnounceEdit(announced, false), _ -> next.run());
          }
        });
  }

  void retain(TenantId tenant, Runnable then) {
    runner.run(
        retention(tenant),
        outcome -> {
          if (outcome instanceof AppendManifest.Outcome.Stored) {
            world.sometimes().happened(Rare.RETENTION_REMOVED);
          }
          remember(outcome.manifest());
          then.run();
        });
  }

  private StoreProtocol<AppendManifest.Outcome> retention(TenantId tenant) {
    AppendManifest.Writer writer = world.writer(process);
    if (world.bug() != Bug.RETENTION_BY_SPAN_TIME) {
      return Retention.of(
          known(tenant), world.climate().retentionNanos(), world.graceNanos(), writer);
    }
    long oldest = world.store().clockNanos() - world.climate().retentionNanos();
    return AppendManifest.of(
        known(tenant),
        new RemoveEdit(block -> block.entry().maxTraceStartNanos() < oldest, world.graceNanos()),
        writer);
  }

  void delete(TenantId tenant, Runnable then) {
    runner.run(
        Deletion.of(known(tenant), MAX_DELETIONS, world.writer(process)),
        deleted -> {
          if (deleted.blocks() > 0) {
            world.sometimes().happened(Rare.BLOCK_DELETED);
          }
          remember(deleted.manifest());
          then.run();
        });
  }

  void collectOrphans(TenantId tenant, Runnable then) {
    runner.run(
        Orphans.find(known(tenant), World.ORPHAN_NANOS),
        suspects ->
            readFooters(
                suspects.objects(), new ArrayList<>(), found -> collect(suspects, found, then)));
  }

  private void collect(Orphans.Suspects suspects, List<Orphans.Suspect> found, Runnable then) {
    if (world.bug() == Bug.ORPHANS_BY_AGE_ALONE) {
      found.forEach(orphan -> world.store().call(new StoreCall.Delete(orphan.key()), _ -> {}));
      then.run();
      return;
    }
    runner.run(
        // In so small a store a single orphan would be too large a share.
        Orphans.collect(suspects.tenant(), found, 100 + suspects.blocks()),
        collected -> {
          if (collected.deleted() && !collected.orphans().isEmpty()) {
            world.sometimes().happened(Rare.ORPHAN_COLLECTED);
          }
          then.run();
        });
  }

  private void readFooters(
      List<ListedObject> objects,
      List<Orphans.Suspect> found,
      Consumer<List<Orphans.Suspect>> then) {
    if (objects.isEmpty()) {
      then.accept(found);
      return;
    }
    ListedObject object = objects.getFirst();
    world
        .blocks(process)
        .read(
            object.key(),
            content -> {
              content.ifPresent(
                  bytes ->
                      found.add(
                          new Orphans.Suspect(
                              object.key(), object.bytes(), World.LOG, ModelBlocks.start(bytes))));
              readFooters(objects.subList(1, objects.size()), found, then);
            });
  }

  void collectSections(Runnable then) {
    runner.run(
        Collection.ofSections(World.LOG),
        floor -> {
          if (floor > 0) {
            world.sometimes().happened(Rare.SECTIONS_COLLECTED);
          }
          then.run();
        });
  }

  void collectManifests(TenantId tenant, Runnable then) {
    runner.run(
        Collection.ofManifests(known(tenant), World.KEEP_MANIFESTS_NANOS),
        floor -> {
          if (floor > 1) {
            world.sometimes().happened(Rare.MANIFESTS_COLLECTED);
          }
          then.run();
        });
  }
}
