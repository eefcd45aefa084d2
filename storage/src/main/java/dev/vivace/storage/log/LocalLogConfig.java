package dev.vivace.storage.log;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// How the local log keeps what it is given.
///
/// @param folder holds the lock file and the log's own folder; one process at a time
/// @param syncInterval how often [Sync#INTERVAL] reaches the disk; the others ignore it
/// @param segmentBytes size of a full segment; on a small volume at most 1/16 of it is used
/// @param maxQueuedBytes bytes that may wait for the disk; one record is always let in
public record LocalLogConfig(
    Path folder,
    Sync sync,
    Duration syncInterval,
    OnCorruption onCorruption,
    long segmentBytes,
    long maxQueuedBytes) {

  static final long MIN_SEGMENT_BYTES = 64 << 10;
  static final long MAX_SEGMENT_BYTES = 1L << 30;

  /// What an acknowledgement means.
  public enum Sync {
    /// On the disk: survives a power cut.
    GROUP,
    /// With the operating system: a power cut loses up to one interval.
    INTERVAL,
    /// With the operating system, which writes when it likes.
    NONE
  }

  /// What happens when acknowledged records cannot be read back.
  public enum OnCorruption {
    /// Report the missing offsets, keep the bytes in quarantine, go on.
    ISOLATE,
    /// Refuse to start.
    STOP
  }

  public LocalLogConfig {
    List<String> problems = new ArrayList<>();
    if (syncInterval.isNegative() || syncInterval.isZero()) {
      problems.add("sync interval: %s (expected: > 0)".formatted(syncInterval));
    }
    if (segmentBytes < MIN_SEGMENT_BYTES || segmentBytes > MAX_SEGMENT_BYTES) {
      problems.add(
          "segment bytes: %d (expected: %d to %d)"
              .formatted(segmentBytes, MIN_SEGMENT_BYTES, MAX_SEGMENT_BYTES));
    }
    if (maxQueuedBytes <= 0) {
      problems.add("max queued bytes: %d (expected: > 0)".formatted(maxQueuedBytes));
    }
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(
          "WAL %s: %s".formatted(folder, String.join("; ", problems)));
    }
  }

  /// Acknowledges after fsync, segments of 64 MiB, 64 MiB queued, corruption is isolated.
  public static LocalLogConfig defaults(Path folder) {
    return new LocalLogConfig(
        folder, Sync.GROUP, Duration.ofSeconds(1), OnCorruption.ISOLATE, 64 << 20, 64 << 20);
  }
}
