package dev.vivace.compactor;

import dev.vivace.model.id.TenantId;
import dev.vivace.storage.manifest.Tombstone;
import dev.vivace.storage.protocol.Collection;
import dev.vivace.storage.protocol.Deletion;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Deletes the objects of removed blocks when their grace is over, and old versions of manifests.
final class Sweep {

  private static final Logger LOG = LoggerFactory.getLogger(Sweep.class);
  private static final int MAX_BLOCKS_AT_ONCE = 1_000;
  private static final int MAX_TIMES = 20;

  /// Versions of the last day show what was there when, and let an operator go back.
  private static final Duration KEPT_VERSIONS = Duration.ofHours(24);

  private final Store store;
  private final HousekeeperConfig config;
  private final HousekeepingMetrics metrics;

  Sweep(Store store, HousekeeperConfig config, HousekeepingMetrics metrics) {
    this.store = store;
    this.config = config;
    this.metrics = metrics;
  }

  /// Deletes what is due of a tenant.
  void deleteRemoved(TenantId tenant) {
    int blocks = 0;
    long bytes = 0;
    boolean more = true;
    for (int times = 0; more && times < MAX_TIMES; times++) {
      Deletion.Deleted deleted =
          store.run(
              Deletion.of(store.blockList().manifest(tenant), MAX_BLOCKS_AT_ONCE, Store.writer()));
      store.blockList().adopt(deleted.manifest());
      blocks += deleted.blocks();
      bytes += deleted.bytes();
      more = deleted.blocks() == MAX_BLOCKS_AT_ONCE;
    }
    if (blocks > 0) {
      metrics.deleted.increment(blocks);
      LOG.info("tenant {}: {} blocks with {} bytes deleted", tenant, blocks, bytes);
    }
  }

  /// Whether blocks of a tenant were removed for want of room: these are waited for.
  boolean hasUrgent(TenantId tenant) {
    return store.blockList().manifest(tenant).state().tombstones().stream()
        .mapToLong(Tombstone::graceNanos)
        .anyMatch(grace -> grace <= config.shortGrace().toNanos());
  }

  void collectManifests(TenantId tenant) {
    store.run(Collection.ofManifests(store.blockList().manifest(tenant), KEPT_VERSIONS.toNanos()));
  }
}
