package dev.vivace.compactor;

import dev.vivace.model.error.CorruptDataException;
import dev.vivace.model.error.StoreUnavailableException;
import dev.vivace.model.id.TenantId;
import dev.vivace.storage.blocklist.BlockList;
import dev.vivace.storage.object.ObjectStore;
import dev.vivace.storage.runner.Patience;
import dev.vivace.storage.runner.StoreRunner;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps the store in order on a thread of its own: looks every few seconds what is due and does
/// it. What fails is logged, counted and due again the next time; one tenant's failure is no
/// other's.
public final class Housekeeper implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Housekeeper.class);
  private static final Duration TICK = Duration.ofSeconds(5);
  private static final Duration PATIENCE_AT_END = Duration.ofSeconds(5);

  private final HousekeeperConfig config;
  private final Store store;
  private final InstantSource clock;
  private final HousekeepingMetrics metrics;
  private final Folds folds;
  private final AgeRetention ageRetention;
  private final SizeRetention sizeRetention;
  private final Sweep sweep;
  private final OrphanCollection orphans;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread = Thread.ofPlatform().name("housekeeper").unstarted(this::run);
  private long nextPollNanos = Long.MIN_VALUE;
  private long nextRetentionNanos = Long.MIN_VALUE;

  /// Makes a housekeeper; [#start] starts its thread.
  ///
  /// @param blockList what is known of the store's blocks, and shows changes to queries
  /// @param disk the room of the volume that blocks are on
  public Housekeeper(
      HousekeeperConfig config,
      ObjectStore objects,
      BlockList blockList,
      Supplier<DiskSpace> disk,
      InstantSource clock,
      MeterRegistry registry) {
    this.config = config;
    this.clock = clock;
    this.store = new Store(new StoreRunner(objects, Patience.LONG), blockList);
    this.metrics = new HousekeepingMetrics(registry);
    this.folds = new Folds(store, config, metrics);
    this.ageRetention = new AgeRetention(store, config, metrics);
    this.sizeRetention = new SizeRetention(store, config, folds, disk, metrics);
    this.sweep = new Sweep(store, config, metrics);
    this.orphans = new OrphanCollection(store, objects, metrics);
    registry.gauge("vivace_stored_block_bytes", blockList, BlockList::shownBytes);
    registry.gauge("vivace_removed_block_bytes", blockList, BlockList::removedBytes);
  }

  public void start() {
    thread.start();
  }

  private void run() {
    try {
      do {
        keepHouse();
      } while (!closed.await(TICK.toNanos(), TimeUnit.NANOSECONDS));
    } catch (InterruptedException e) {
      LOG.debug("the housekeeper was interrupted and ends", e);
    }
  }

  /// Does what is due now, on the caller's thread: for whoever does not start one.
  public void keepHouse() {
    long now = nowNanos();
    if (now >= nextPollNanos) {
      nextPollNanos = now + config.pollInterval().toNanos();
      poll();
    }
    guarded("folding sections", () -> folds.foldDue(now));
    guarded("making room", () -> sizeRetention.makeRoom(now));
    if (now >= nextRetentionNanos) {
      nextRetentionNanos = now + config.retentionInterval().toNanos();
      metrics.retentionTime.record(this::applyRetention);
    } else {
      eachTenant("deleting what there was no room for", this::deleteUrgent);
    }
  }

  private void poll() {
    try {
      store.blockList().refresh();
    } catch (StoreUnavailableException | CorruptDataException e) {
      metrics.pollErrors.increment();
      LOG.error("the store could not be looked at; what is known of it stays as it was", e);
    }
  }

  private void applyRetention() {
    eachTenant("applying retention", ageRetention::apply);
    eachTenant("deleting removed blocks", sweep::deleteRemoved);
    eachTenant("collecting manifests", sweep::collectManifests);
    eachTenant("collecting orphans", orphans::collect);
  }

  private void deleteUrgent(TenantId tenant) {
    if (sweep.hasUrgent(tenant)) {
      sweep.deleteRemoved(tenant);
    }
  }

  private void eachTenant(String what, Consumer<TenantId> duty) {
    for (TenantId tenant : store.blockList().tenants()) {
      if (closed.getCount() > 0) {
        guarded(what + " of tenant " + tenant, () -> duty.accept(tenant));
      }
    }
  }

  private void guarded(String what, Runnable duty) {
    try {
      duty.run();
    } catch (RuntimeException e) {
      if (closed.getCount() > 0) {
        metrics.errors.increment();
        LOG.error("{} failed; it is tried again", what, e);
      }
    }
  }

  private long nowNanos() {
    var now = clock.instant();
    return now.getEpochSecond() * 1_000_000_000L + now.getNano();
  }

  /// Ends the thread; what it was doing is done another time.
  @Override
  public void close() {
    closed.countDown();
    store.runner().close();
    try {
      if (thread.isAlive() && !thread.join(PATIENCE_AT_END)) {
        LOG.warn("the housekeeper is still at work; what it does can be given up at any point");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
