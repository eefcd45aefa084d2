package dev.vivace.storage.log;

import dev.vivace.model.error.StoreUnavailableException;
import dev.vivace.storage.log.AppendQueue.Pending;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The one thread that writes the log: takes all records that wait, writes them as one batch, makes
/// them durable, tells their callbacks. While it is at the disk the next records gather, so the
/// slower the disk the larger the groups, and an idle log answers at once.
final class LogWriter implements Runnable {

  private static final Logger LOG = LoggerFactory.getLogger(LogWriter.class);
  private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final AppendQueue queue;
  private final LocalLogConfig config;
  private final ActiveSegment segment;
  private final AcknowledgedMarker marker;
  private final LogMetrics metrics;
  private final InstantSource clock;
  private final List<Pending> group = new ArrayList<>();
  private long lastAppendNanos;
  private long syncedAtNanos = System.nanoTime();
  private boolean isDirty; // acknowledged bytes are not flushed yet: modes INTERVAL and NONE
  private volatile boolean isHealthy = true;
  private volatile long brokenSinceNanos; // of no meaning while healthy
  private volatile long nextOffset;
  private volatile long appendedBytes;

  LogWriter(
      AppendQueue queue,
      LocalLogConfig config,
      ActiveSegment segment,
      AcknowledgedMarker marker,
      LogMetrics metrics,
      InstantSource clock,
      LogState state) {
    this.queue = queue;
    this.config = config;
    this.segment = segment;
    this.marker = marker;
    this.metrics = metrics;
    this.clock = clock;
    this.lastAppendNanos = state.lastAppendNanos();
    this.nextOffset = state.nextOffset();
  }

  boolean isHealthy() {
    return isHealthy;
  }

  /// For how long nothing could be written; 0 if something can.
  long brokenNanos() {
    return isHealthy ? 0 : Math.max(1, System.nanoTime() - brokenSinceNanos);
  }

  private void setHealthy(boolean now) {
    if (isHealthy && !now) {
      brokenSinceNanos = System.nanoTime();
    }
    isHealthy = now;
  }

  long nextOffset() {
    return nextOffset;
  }

  long appendedBytes() {
    return appendedBytes;
  }

  /// Only before the thread has records.
  void advanceTo(long offset) {
    nextOffset = offset;
    segment.advanceTo(offset);
  }

  @Override
  public void run() {
    try {
      boolean isOpen = true;
      while (isOpen) {
        isOpen = step(waitNanos());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      LOG.error("the WAL's thread was interrupted; it takes no more appends");
    } catch (RuntimeException | Error e) {
      LOG.error("the WAL's thread failed; it takes no more appends", e);
      fail(new StoreUnavailableException("the WAL's thread failed; restart the process", e));
      throw e;
    } finally {
      stop();
    }
  }

  /// Writes one group, waiting for its first record as long as this; without one it looks after the
  /// files.
  ///
  /// @return false once the queue is closed and nothing is left
  boolean step(long waitNanos) throws InterruptedException {
    boolean isOpen = queue.take(group, waitNanos);
    if (!isOpen && group.isEmpty()) {
      return false;
    }
    if (group.isEmpty()) {
      reopenIfBroken();
    } else {
      writeGroup();
    }
    syncIfDue();
    return true;
  }

  private void stop() {
    setHealthy(false);
    for (Pending left : queue.close()) {
      group.add(left);
    }
    fail(new StoreUnavailableException("WAL folder %s is closed".formatted(config.folder())));
    try {
      if (isDirty) {
        segment.force();
      }
    } catch (IOException e) {
      LOG.error("WAL {}: its last appends may not be on the disk", segment, e);
    }
    segment.close();
  }

  private long waitNanos() {
    if (!isHealthy) {
      return RETRY_NANOS;
    }
    return isDirty && config.sync() == LocalLogConfig.Sync.INTERVAL
        ? Math.max(1, syncedAtNanos + config.syncInterval().toNanos() - System.nanoTime())
        : AppendQueue.FOREVER;
  }

  private void writeGroup() {
    long bodyBytes = group.stream().mapToLong(Pending::bytes).sum();
    lastAppendNanos = Math.max(lastAppendNanos, now());
    try {
      segment.ensureRoom(
          BatchHeader.BYTES + bodyBytes + BatchHeader.TRAILER_BYTES, nextOffset, lastAppendNanos);
      setHealthy(true);
    } catch (IOException e) {
      // Nothing was written: the offsets stay free for the next group.
      setHealthy(e instanceof DiskFullException);
      fail(unavailable(e));
      return;
    }
    long firstOffset = nextOffset;
    nextOffset = firstOffset + group.size();
    try {
      segment.write(group, firstOffset, (int) bodyBytes, lastAppendNanos);
      if (config.sync() == LocalLogConfig.Sync.GROUP) {
        segment.force();
      } else {
        isDirty = true;
      }
    } catch (IOException e) {
      abandon(e);
      fail(unavailable(e));
      return;
    }
    acknowledge(firstOffset, bodyBytes);
  }

  private void acknowledge(long firstOffset, long bodyBytes) {
    segment.acknowledge(nextOffset);
    marker.write(nextOffset);
    metrics.appendedBytes.increment((double) bodyBytes);
    appendedBytes = appendedBytes() + bodyBytes; // Nobody else writes it.
    for (int i = 0; i < group.size(); i++) {
      try {
        group.get(i).callback().appended(firstOffset + i, lastAppendNanos);
      } catch (RuntimeException e) {
        LOG.error("the callback of WAL record {} failed; the record is there", firstOffset + i, e);
      }
    }
    group.clear();
    queue.release(bodyBytes);
  }

  /// Fails what is in the group.
  private void fail(StoreUnavailableException cause) {
    long bytes = 0;
    for (Pending append : group) {
      bytes += append.bytes();
      try {
        append.callback().failed(cause);
      } catch (RuntimeException e) {
        LOG.error("the callback of a failed WAL append failed", e);
      }
    }
    group.clear();
    queue.release(bytes);
  }

  private void syncIfDue() {
    if (!isDirty
        || config.sync() != LocalLogConfig.Sync.INTERVAL
        || System.nanoTime() - syncedAtNanos < config.syncInterval().toNanos()) {
      return;
    }
    try {
      segment.force();
    } catch (IOException e) {
      LOG.error("WAL {}: appends of the last {} may be lost", segment, config.syncInterval());
      abandon(e);
    }
    isDirty = false;
    syncedAtNanos = System.nanoTime();
  }

  /// After a failed write or fsync nobody knows what of the file is on the disk, and a second fsync
  /// would say that all is well: the file is never touched again.
  private void abandon(IOException e) {
    LOG.error("WAL {} is given up; going on in a new segment", segment, e);
    isDirty = false;
    segment.abandon();
    setHealthy(false);
    reopenIfBroken();
  }

  private void reopenIfBroken() {
    if (isHealthy) {
      return;
    }
    try {
      segment.ensureRoom(0, nextOffset, lastAppendNanos);
      setHealthy(true);
    } catch (DiskFullException e) {
      setHealthy(true); // Appends say so themselves, and look again each time.
    } catch (IOException e) {
      LOG.error(
          "WAL folder {}: no new segment ({}); appends fail, trying again every second",
          config.folder(),
          e.toString());
    }
  }

  private StoreUnavailableException unavailable(IOException e) {
    return new StoreUnavailableException(
        e instanceof DiskFullException
            ? String.valueOf(e.getMessage())
            : "WAL folder %s cannot be written: %s; look at its disk"
                .formatted(config.folder(), e.getMessage()),
        e);
  }

  private long now() {
    Instant now = clock.instant();
    return now.getEpochSecond() * 1_000_000_000L + now.getNano();
  }
}
