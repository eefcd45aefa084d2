package dev.vivace.compactor;

import dev.vivace.model.id.TenantId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// What the housekeeper does and when.
///
/// @param blockRetention how long a tenant's blocks are kept after their newest record was
///   appended; zero or less keeps them for good
/// @param grace how long the objects of removed blocks stay for those who read them
/// @param shortGrace the same for blocks that had to go for want of room: longer than a query takes
/// @param retentionInterval how often retention is applied and garbage collected
/// @param pollInterval how often the store is looked at for changes by others
/// @param maxBytes what all blocks may take; 0 is without limit
/// @param foldSections sections are folded when there are so many …
/// @param foldAge … or when the oldest is this old
public record HousekeeperConfig(
    Function<TenantId, Duration> blockRetention,
    Duration grace,
    Duration shortGrace,
    Duration retentionInterval,
    Duration pollInterval,
    long maxBytes,
    int foldSections,
    Duration foldAge) {

  /// The sections that are folded at once by default.
  public static final int FOLD_SECTIONS = 64;

  /// The age of sections that are folded by default.
  public static final Duration FOLD_AGE = Duration.ofHours(1);

  public HousekeeperConfig {
    List<String> problems = new ArrayList<>();
    check(problems, "backend_worker.compaction.compacted_block_retention", grace.toNanos(), 0);
    check(problems, "shortGrace", shortGrace.toNanos(), 0);
    check(
        problems, "backend_scheduler.provider.retention.interval", retentionInterval.toNanos(), 1);
    check(problems, "storage.trace.blocklist_poll", pollInterval.toNanos(), 1);
    check(problems, "storage.trace.local.max_bytes", maxBytes, 0);
    check(problems, "foldSections", foldSections, 1);
    check(problems, "foldAge", foldAge.toNanos(), 1);
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", problems));
    }
  }

  private static void check(List<String> problems, String name, long value, long least) {
    if (value < least) {
      problems.add("%s: %d (expected: >= %d)".formatted(name, value, least));
    }
  }
}
