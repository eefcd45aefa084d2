package dev.vivace.storage.log;

import dev.vivace.model.error.CorruptDataException;
import dev.vivace.storage.log.Segments.Segment;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Finds where the log ends: goes through the last segment, tells a batch that was being written
/// when the process ended from one that was acknowledged and is now unreadable, and cuts what
/// follows the last readable batch, after a copy.
final class LogTail {

  private static final Logger LOG = LoggerFactory.getLogger(LogTail.class);

  private final LogDisk disk;
  private final Segment segment;
  private final LocalLogConfig config;
  private final Quarantine quarantine;
  private final LogMetrics metrics;
  private long endPosition = SegmentHeader.BYTES;
  private long endOffset;
  private long acknowledgedOffset;
  private long lastAppendNanos;

  private LogTail(
      LogDisk disk,
      Segment segment,
      LocalLogConfig config,
      Quarantine quarantine,
      LogMetrics metrics) {
    this.disk = disk;
    this.segment = segment;
    this.config = config;
    this.quarantine = quarantine;
    this.metrics = metrics;
    this.endOffset = segment.header().baseOffset();
    this.lastAppendNanos = segment.header().createdNanos();
  }

  /// Checks and cuts the last segment.
  ///
  /// @param markedOffset what the marker file says was acknowledged
  static End check(
      LogDisk disk,
      Segment segment,
      long markedOffset,
      LocalLogConfig config,
      Quarantine quarantine,
      LogMetrics metrics)
      throws IOException {
    LogTail tail = new LogTail(disk, segment, config, quarantine, metrics);
    tail.acknowledgedOffset = markedOffset;
    try (LogDisk.Input input = disk.open(segment.path())) {
      SegmentBytes bytes = new SegmentBytes(input);
      if (bytes.fileBytes() >= SegmentHeader.BYTES) {
        new SegmentScanner(bytes, segment.header(), segment.isHeaderIntact(), Long.MAX_VALUE)
            .scan(tail.new LastBatch());
      }
      tail.cut(bytes);
    }
    return new End(
        Math.max(tail.endOffset, tail.acknowledgedOffset),
        tail.endPosition,
        tail.endOffset,
        tail.lastAppendNanos);
  }

  private void cut(SegmentBytes bytes) throws IOException {
    long contentEnd = bytes.endOfContent(endPosition);
    if (acknowledgedOffset > endOffset) {
      metrics.corruptions.increment();
      reportLoss();
    }
    // Flushed also where nothing is cut: a batch that was written and not flushed when its process
    // ended is shown from now on, so it must stay.
    disk.truncate(segment.path(), isKept(bytes, contentEnd) ? endPosition : bytes.fileBytes());
  }

  /// Whether what follows the last batch is in quarantine. If not it stays, and replay passes over
  /// it.
  private boolean isKept(SegmentBytes bytes, long contentEnd) {
    if (contentEnd > endPosition) {
      Optional<Path> copy = quarantine.keep(segment.path(), bytes.input(), endPosition, contentEnd);
      if (copy.isEmpty()) {
        return false;
      }
      LOG.warn(
          "WAL {}: {} bytes from byte {} on are {}; they are in {}",
          segment.path(),
          contentEnd - endPosition,
          endPosition,
          acknowledgedOffset > endOffset ? "unreadable" : "of an append that was not acknowledged",
          copy.get());
    }
    return true;
  }

  private void reportLoss() {
    String what =
        "WAL %s: records %d to %d were acknowledged and cannot be read%s"
            .formatted(
                segment.path(),
                endOffset,
                acknowledgedOffset - 1,
                config.sync() == LocalLogConfig.Sync.GROUP
                    ? ""
                    : "; after a power cut that is what the configured sync mode allows");
    if (config.sync() == LocalLogConfig.Sync.GROUP
        && config.onCorruption() == LocalLogConfig.OnCorruption.STOP) {
      throw new CorruptDataException(
          what + ". Restore the file, or set on_corruption to isolate to go on without them.");
    }
    LOG.error("{}. Going on without them.", what);
  }

  /// Where the log ends.
  ///
  /// @param nextOffset the offset for the next record: above all that was ever acknowledged
  /// @param endPosition length of what is readable in the last segment
  /// @param readableOffset the offset after the last readable record
  record End(long nextOffset, long endPosition, long readableOffset, long lastAppendNanos) {}

  private final class LastBatch implements SegmentScanner.Visitor {

    @Override
    public void batch(long position, BatchHeader batch) {
      endPosition = position + batch.batchBytes();
      endOffset = batch.endOffset();
      acknowledgedOffset = Math.max(acknowledgedOffset, batch.acknowledgedOffset());
      lastAppendNanos = Math.max(lastAppendNanos, batch.appendNanos());
    }

    @Override
    public void damaged(long from, long to, String reason) {
      // If a batch follows, replay reports it; if none does, it is part of the tail.
    }

    @Override
    public void end(long position) {
      // The tail begins where the last batch ended, which may be earlier.
    }
  }
}
