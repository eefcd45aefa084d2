package dev.vivace.storage.source;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Which blocks did not read back, also not a second time. What of them reads is served; what does
/// not is looked at a second time once a minute only, in case somebody has restored the object.
/// Thread-safe.
final class DamagedBlocks {

  private static final Logger LOG = LoggerFactory.getLogger(DamagedBlocks.class);
  private static final long SECOND_LOOK_NANOS = TimeUnit.MINUTES.toNanos(1);
  private static final int MAX_REMEMBERED = 10_000;

  private final ConcurrentMap<String, Long> seenAtNanos = new ConcurrentHashMap<>();
  private final LongSupplier nanoTime;
  private final Counter secondReads;
  private final Counter damages;

  /// @param nanoTime as [System#nanoTime] tells it
  DamagedBlocks(LongSupplier nanoTime, MeterRegistry registry) {
    this.nanoTime = nanoTime;
    secondReads =
        Counter.builder("vivace_block_second_reads")
            .description("Parts of blocks that were read once more because they did not read back")
            .register(registry);
    damages =
        Counter.builder("vivace_block_damages")
            .description("Parts of blocks that did not read back a second time either")
            .register(registry);
    Gauge.builder("vivace_damaged_blocks", seenAtNanos, ConcurrentMap::size)
        .description("Blocks that were found damaged since the start")
        .strongReference(true)
        .register(registry);
  }

  /// Whether something of the block that did not read back is worth a second attempt, which is
  /// counted.
  boolean isSecondReadDue(String block) {
    Long seen = seenAtNanos.get(block);
    if (seen != null && nanoTime.getAsLong() - seen < SECOND_LOOK_NANOS) {
      return false;
    }
    secondReads.increment();
    return true;
  }

  /// Marks a block; one beyond the first ten thousand is only counted and logged.
  void add(String block) {
    damages.increment();
    boolean isKnown = seenAtNanos.containsKey(block);
    if (isKnown || seenAtNanos.size() < MAX_REMEMBERED) {
      seenAtNanos.put(block, nanoTime.getAsLong());
    }
    if (!isKnown) {
      LOG.error(
          "block {} is damaged: read twice, it was not what was written. Answers that need it are"
              + " marked partial; restore the object from a copy",
          block);
    }
  }
}
