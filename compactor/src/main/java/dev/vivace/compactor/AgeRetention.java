package dev.vivace.compactor;

import dev.vivace.model.id.TenantId;
import dev.vivace.storage.manifest.StoredManifest;
import dev.vivace.storage.protocol.AppendManifest;
import dev.vivace.storage.protocol.Retention;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Removes the blocks that have been kept as long as their tenant's retention says.
final class AgeRetention {

  private static final Logger LOG = LoggerFactory.getLogger(AgeRetention.class);

  private final Store store;
  private final HousekeeperConfig config;
  private final HousekeepingMetrics metrics;

  AgeRetention(Store store, HousekeeperConfig config, HousekeepingMetrics metrics) {
    this.store = store;
    this.config = config;
    this.metrics = metrics;
  }

  void apply(TenantId tenant) {
    Duration retention = config.blockRetention().apply(tenant);
    if (!retention.isPositive()) {
      return;
    }
    StoredManifest known = store.blockList().manifest(tenant);
    AppendManifest.Outcome outcome =
        store.run(
            Retention.of(known, retention.toNanos(), config.grace().toNanos(), Store.writer()));
    store.blockList().adopt(outcome.manifest());
    if (outcome instanceof AppendManifest.Outcome.Stored(var manifest)) {
      long removed =
          manifest.state().tombstones().stream()
              .filter(stone -> stone.removedAt() == manifest.sequence())
              .count();
      metrics.markedForDeletion.increment((double) removed);
      LOG.info("tenant {}: {} blocks removed, older than {}", tenant, removed, retention);
    }
  }
}
