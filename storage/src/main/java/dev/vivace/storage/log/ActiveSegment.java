package dev.vivace.storage.log;

import dev.vivace.storage.log.AppendQueue.Pending;
import dev.vivace.storage.log.Segments.Segment;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The segment being written, replaced by the next one when it is full or has failed. Opened with
/// the first append, so that starts leave no empty files. For one thread.
final class ActiveSegment {

  private static final Logger LOG = LoggerFactory.getLogger(ActiveSegment.class);

  private final LogFolder folder;
  private final LogDisk disk;
  private final SegmentAllocator allocator;
  private final Segments segments;
  private final LogMetrics metrics;
  private final boolean isFlushedBeforeNext;
  private final BatchWriter writer = new BatchWriter();
  private LogDisk.@Nullable Output file;
  private Path path;
  private long segmentNumber;
  private long bytes;
  private long position;
  private int previousCrc;
  private long acknowledgedOffset; // from here to the next offset, appends have failed

  ActiveSegment(
      LogFolder folder,
      LogDisk disk,
      SegmentAllocator allocator,
      Segments segments,
      LogMetrics metrics,
      LocalLogConfig.Sync sync,
      LogState state) {
    this.folder = folder;
    this.disk = disk;
    this.allocator = allocator;
    this.segments = segments;
    this.metrics = metrics;
    this.isFlushedBeforeNext = sync == LocalLogConfig.Sync.INTERVAL;
    this.path = folder.path();
    this.segmentNumber = state.lastSegmentNumber();
    this.acknowledgedOffset = state.failedFrom();
  }

  void advanceTo(long offset) {
    acknowledgedOffset = offset;
  }

  void acknowledge(long offset) {
    acknowledgedOffset = offset;
  }

  /// Makes sure that a batch of this size can be written, in a new segment if need be.
  void ensureRoom(long batchBytes, long nextOffset, long nowNanos) throws IOException {
    allocator.checkReserve(0);
    if (file != null && position + batchBytes <= bytes) {
      return;
    }
    if (file != null) {
      LogDisk.Output full = file;
      file = null;
      finish(full);
    }
    begin(batchBytes, nextOffset, nowNanos);
  }

  void write(List<Pending> group, long firstOffset, int bodyBytes, long appendNanos)
      throws IOException {
    if (file == null) {
      throw new IllegalStateException("write before ensureRoom");
    }
    BatchHeader header =
        new BatchHeader(
            segmentNumber,
            firstOffset,
            group.size(),
            bodyBytes,
            appendNanos,
            acknowledgedOffset,
            folder.logId().getLeastSignificantBits(),
            previousCrc);
    previousCrc = writer.write(file, position, header, group);
    position += header.batchBytes();
    if (position > bytes / 2) {
      allocator.prepare();
    }
  }

  /// Flushes what was written; nothing happens if no segment is open.
  void force() throws IOException {
    if (file == null) {
      return;
    }
    metrics.flushBegins();
    try {
      file.force();
    } finally {
      metrics.flushEnds();
    }
  }

  /// Closes the file without another write.
  void abandon() {
    if (file != null) {
      close(file);
      file = null;
    }
  }

  void close() {
    abandon();
    allocator.close();
  }

  @Override
  public String toString() {
    return path.toString();
  }

  private void begin(long batchBytes, long nextOffset, long nowNanos) throws IOException {
    SegmentAllocator.Spare spare = allocator.take(SegmentHeader.BYTES + batchBytes);
    SegmentHeader header =
        new SegmentHeader(
            folder.logId(),
            segmentNumber + 1,
            nextOffset,
            nowNanos,
            Math.toIntExact(nextOffset - acknowledgedOffset));
    Path target = folder.segmentPath(nextOffset);
    try {
      spare.output().write(header.encode(), 0);
      spare.output().force();
      disk.rename(spare.path(), target);
      disk.forceFolder(folder.path());
    } catch (IOException e) {
      close(spare.output());
      throw e;
    }
    path = target;
    file = spare.output();
    segmentNumber = header.segmentNumber();
    bytes = spare.bytes();
    position = SegmentHeader.BYTES;
    previousCrc = header.crc();
    segments.add(new Segment(target, header, bytes, true));
  }

  private void finish(LogDisk.Output full) {
    try {
      if (isFlushedBeforeNext) {
        full.force();
      }
    } catch (IOException e) {
      LOG.error("WAL {}: appends of the last sync interval may not be on the disk", path, e);
    }
    close(full);
  }

  private void close(LogDisk.Output output) {
    try {
      output.close();
    } catch (IOException e) {
      LOG.warn("WAL {} could not be closed", path, e);
    }
  }
}
