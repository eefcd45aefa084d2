package dev.vivace.server.roles;

import dev.vivace.compactor.DiskSpace;
import dev.vivace.compactor.Housekeeper;
import dev.vivace.compactor.HousekeeperConfig;
import dev.vivace.server.config.BackendWorkerConfig;
import dev.vivace.server.config.LimitsConfig;
import dev.vivace.server.config.StorageConfig;
import dev.vivace.server.config.VivaceConfig;
import dev.vivace.server.lifecycle.Service;
import dev.vivace.server.overrides.Overrides;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The housekeeper over the ingester's store; runs while the ingester does.
public final class CompactorService implements Service {

  /// A query may take as long as its timeout and some more until it has let go of what it read.
  private static final int GRACE_TIMEOUTS = 2;

  private final VivaceConfig config;
  private final Overrides overrides;
  private final IngesterService ingester;
  private final MeterRegistry registry;
  private @Nullable Housekeeper housekeeper;

  public CompactorService(
      VivaceConfig config, Overrides overrides, IngesterService ingester, MeterRegistry registry) {
    this.config = config;
    this.overrides = overrides;
    this.ingester = ingester;
    this.registry = registry;
  }

  @Override
  public String name() {
    return "compactor";
  }

  @Override
  public void start() {
    Housekeeper started =
        new Housekeeper(
            housekeeperConfig(config, overrides),
            ingester.sharedStore(),
            ingester.blockList(),
            room(config.storage().trace()),
            InstantSource.system(),
            registry);
    started.start();
    housekeeper = started;
  }

  @Override
  public void stop(Duration timeout) {
    if (housekeeper != null) {
      housekeeper.close();
      housekeeper = null;
    }
  }

  /// Of the volume that blocks are on, if they are on one.
  private static Supplier<DiskSpace> room(StorageConfig.TraceStorageConfig storage) {
    return storage.backend() == StorageConfig.Backend.LOCAL
        ? DiskSpace.of(storage.local().path())
        : () -> DiskSpace.ENDLESS;
  }

  /// What blocks may take; a bucket has no such limit.
  private static long maxBytes(StorageConfig.TraceStorageConfig storage) {
    return storage.backend() == StorageConfig.Backend.LOCAL
        ? storage.local().maxBytes().bytes()
        : 0;
  }

  static HousekeeperConfig housekeeperConfig(VivaceConfig config, Overrides overrides) {
    BackendWorkerConfig.CompactionConfig compaction = config.backendWorker().compaction();
    return new HousekeeperConfig(
        tenant -> retention(overrides.of(tenant).compaction(), compaction.blockRetention()),
        compaction.compactedBlockRetention(),
        config.querier().search().queryTimeout().multipliedBy(GRACE_TIMEOUTS),
        config.backendScheduler().provider().retention().interval(),
        config.storage().trace().blocklistPoll(),
        maxBytes(config.storage().trace()),
        HousekeeperConfig.FOLD_SECTIONS,
        HousekeeperConfig.FOLD_AGE);
  }

  private static Duration retention(LimitsConfig.CompactionLimits ofTenant, Duration ofAll) {
    if (ofTenant.compactionDisabled()) {
      // As in the reference: whoever switches compaction off keeps the blocks as they are.
      return Duration.ZERO;
    }
    return ofTenant.blockRetention().isZero() ? ofAll : ofTenant.blockRetention();
  }
}
