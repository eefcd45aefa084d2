package dev.vivace.storage.log;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// What the log tells about itself.
final class LogMetrics {

  final Counter appendedBytes;
  final Counter corruptions;
  final Counter quarantinedRecords;
  final FlushPace pace = new FlushPace();
  private final Timer fsync;
  private final MeterRegistry registry;

  LogMetrics(MeterRegistry registry, LocalLogConfig.Sync sync) {
    this.registry = registry;
    appendedBytes =
        Counter.builder("vivace_wal_appended_bytes")
            .description("Bytes of acknowledged records")
            .register(registry);
    corruptions =
        Counter.builder("vivace_wal_corruptions")
            .description("Damaged places found in the log; their bytes are in quarantine")
            .register(registry);
    quarantinedRecords =
        Counter.builder("vivace_wal_records_quarantined")
            .description("Records that could not be applied; their bytes are in quarantine")
            .register(registry);
    fsync =
        Timer.builder("vivace_wal_fsync_seconds")
            .description("Time that an fsync of the log took")
            .register(registry);
    Gauge.builder("vivace_wal_info", () -> 1)
        .description("When appends are acknowledged: after fsync, or before it")
        .tag("sync", sync.name().toLowerCase(Locale.ROOT))
        .register(registry);
  }

  /// A flush of appends begins.
  void flushBegins() {
    pace.begin(System.nanoTime());
  }

  /// It has ended, well or not.
  void flushEnds() {
    fsync.record(pace.end(System.nanoTime()), TimeUnit.NANOSECONDS);
  }

  void observe(Supplier<Number> queueBytes, Supplier<Number> segments) {
    Gauge.builder("vivace_wal_queue_bytes", queueBytes)
        .description("Bytes of records that wait for the log")
        .register(registry);
    Gauge.builder("vivace_wal_segments", segments)
        .description("Segment files of the log")
        .register(registry);
    Gauge.builder("vivace_wal_slow", () -> pace.isSlow(System.nanoTime()) ? 1 : 0)
        .description("1 while flushes take so long that less is taken in")
        .register(registry);
  }
}
