package dev.vivace.compactor;

import dev.vivace.model.error.CorruptDataException;
import dev.vivace.model.id.TenantId;
import dev.vivace.storage.block.BlockInfo;
import dev.vivace.storage.block.BlockReader;
import dev.vivace.storage.object.ListedObject;
import dev.vivace.storage.object.ObjectStore;
import dev.vivace.storage.protocol.Orphans;
import dev.vivace.storage.section.LogPartition;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Deletes blocks that nothing names and nothing can name any more.
final class OrphanCollection {

  private static final Logger LOG = LoggerFactory.getLogger(OrphanCollection.class);
  private static final Duration MIN_AGE = Duration.ofHours(24);
  private static final int MAX_AT_ONCE = 1_000;

  private final Store store;
  private final ObjectStore objects;
  private final HousekeepingMetrics metrics;

  OrphanCollection(Store store, ObjectStore objects, HousekeepingMetrics metrics) {
    this.store = store;
    this.objects = objects;
    this.metrics = metrics;
  }

  void collect(TenantId tenant) {
    Orphans.Suspects suspects =
        store.run(Orphans.find(store.blockList().manifest(tenant), MIN_AGE.toNanos()));
    List<Orphans.Suspect> described =
        suspects.objects().stream()
            .limit(MAX_AT_ONCE)
            .map(object -> describe(tenant, object))
            .flatMap(Optional::stream)
            .toList();
    if (described.isEmpty()) {
      return;
    }
    Orphans.Collected collected = store.run(Orphans.collect(tenant, described, suspects.blocks()));
    report(tenant, collected, suspects.blocks());
  }

  private void report(TenantId tenant, Orphans.Collected collected, long blocks) {
    int count = collected.orphans().size();
    long bytes = collected.orphans().stream().mapToLong(Orphans.Suspect::bytes).sum();
    if (collected.deleted()) {
      metrics.orphansDeleted.increment(count);
      LOG.info("tenant {}: {} orphaned blocks with {} bytes deleted", tenant, count, bytes);
    } else {
      metrics.orphansRefused.increment(count);
      LOG.warn(
          "tenant {}: {} of {} blocks, with {} bytes, are named by nothing: too many to be litter, so"
              + " they stay; look whether manifests or sections were lost, such as {}",
          tenant,
          count,
          blocks,
          bytes,
          collected.orphans().getFirst().key());
    }
  }

  /// The section that a block was made for. What cannot be read stays: it looks wrong, and that is
  /// no reason to delete it.
  private Optional<Orphans.Suspect> describe(TenantId tenant, ListedObject object) {
    try {
      BlockInfo info = BlockReader.open(objects, object.key(), 0, object.bytes()).info();
      return Optional.of(
          new Orphans.Suspect(
              object.key(),
              object.bytes(),
              new LogPartition(info.logId(), info.partition()),
              info.startOffset()));
    } catch (CorruptDataException e) {
      LOG.warn(
          "tenant {}: object {} is no block that anything names, and cannot be read; it stays",
          tenant,
          object.key(),
          e);
      return Optional.empty();
    }
  }
}
