package dev.vivace.compactor;

import dev.vivace.model.id.TenantId;
import dev.vivace.storage.manifest.LiveBlock;
import dev.vivace.storage.manifest.RemoveEdit;
import dev.vivace.storage.protocol.AppendManifest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Removes the oldest blocks, of whatever tenant, when there is no room for all: so that a machine
/// left alone never fills up.
///
/// It begins when blocks take nine tenths of what they may, or too little of the volume is free,
/// and goes on for another twentieth: then nothing needs to be done for a while. If others fill the
/// volume the blocks of the last hour stay: to delete them would not help for long.
final class SizeRetention {

  private static final Logger LOG = LoggerFactory.getLogger(SizeRetention.class);
  private static final int BEGIN_PERCENT = 90;
  private static final int END_PERCENT = 85;
  private static final long LEFT_TO_OTHERS = Duration.ofHours(1).toNanos();

  private final Store store;
  private final HousekeeperConfig config;
  private final Folds folds;
  private final Supplier<DiskSpace> disk;
  private final HousekeepingMetrics metrics;

  SizeRetention(
      Store store,
      HousekeeperConfig config,
      Folds folds,
      Supplier<DiskSpace> disk,
      HousekeepingMetrics metrics) {
    this.store = store;
    this.config = config;
    this.folds = folds;
    this.disk = disk;
    this.metrics = metrics;
  }

  private record Candidate(TenantId tenant, LiveBlock block) {}

  /// Removes what there is no room for, if that is so.
  void makeRoom(long nowNanos) {
    DiskSpace space = disk.get();
    long aboveLimit = aboveLimit();
    long excess = Math.max(aboveLimit, belowReserve(space));
    if (excess <= 0) {
      return;
    }
    folds.foldAll(); // Only what is in a manifest can be removed from it.
    long youngest = aboveLimit > 0 || isMostlyOurs(space) ? nowNanos : nowNanos - LEFT_TO_OTHERS;
    Map<TenantId, Set<String>> keys = new TreeMap<>();
    long bytes = 0;
    for (Candidate oldest : oldestFirst()) {
      if (bytes >= excess || oldest.block().lastAppendNanos() > youngest) {
        break;
      }
      keys.computeIfAbsent(oldest.tenant(), _ -> new HashSet<>()).add(oldest.block().entry().key());
      bytes += oldest.block().entry().length();
    }
    if (keys.isEmpty()) {
      return; // Others fill the volume; the log says so when it has to refuse requests.
    }
    keys.forEach(this::remove);
    LOG.warn(
        "{} blocks with {} bytes of {} tenants removed, the oldest, for want of room: {}",
        keys.values().stream().mapToInt(Set::size).sum(),
        bytes,
        keys.size(),
        reason(space));
  }

  private boolean isMostlyOurs(DiskSpace space) {
    return store.blockList().shownBytes() > (space.totalBytes() - space.freeBytes()) / 2;
  }

  private static String bytes(long bytes) {
    return bytes == 0 ? "what there is" : bytes + " bytes";
  }

  private String reason(DiskSpace space) {
    return "%d bytes of the volume are free (wanted: %d), blocks may take %s"
        .formatted(space.freeBytes(), space.reserveBytes(), bytes(config.maxBytes()));
  }

  private long aboveLimit() {
    long shown = store.blockList().shownBytes();
    long limit = config.maxBytes();
    return limit > 0 && shown > limit / 100 * BEGIN_PERCENT ? shown - limit / 100 * END_PERCENT : 0;
  }

  /// What was removed already will be free soon.
  private long belowReserve(DiskSpace space) {
    long missing = space.reserveBytes() - space.freeBytes();
    return missing > 0 ? missing + space.reserveBytes() / 20 - store.blockList().removedBytes() : 0;
  }

  private List<Candidate> oldestFirst() {
    List<Candidate> candidates = new ArrayList<>();
    for (TenantId tenant : store.blockList().tenants()) {
      for (LiveBlock block : store.blockList().manifest(tenant).state().live()) {
        candidates.add(new Candidate(tenant, block));
      }
    }
    candidates.sort(Comparator.comparingLong(candidate -> candidate.block().lastAppendNanos()));
    return candidates;
  }

  private void remove(TenantId tenant, Set<String> keys) {
    RemoveEdit edit =
        new RemoveEdit(block -> keys.contains(block.entry().key()), config.shortGrace().toNanos());
    AppendManifest.Outcome outcome =
        store.run(AppendManifest.of(store.blockList().manifest(tenant), edit, Store.writer()));
    store.blockList().adopt(outcome.manifest());
    metrics.markedForDeletion.increment(keys.size());
    metrics.removedForRoom.increment(keys.size());
  }
}
