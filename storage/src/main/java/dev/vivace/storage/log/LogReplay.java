package dev.vivace.storage.log;

import dev.vivace.model.error.CorruptDataException;
import dev.vivace.model.error.InvalidRequestException;
import dev.vivace.storage.log.Segments.Segment;
import dev.vivace.storage.log.TraceLog.RecordReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads segments front to back into a reader. Memory: the largest batch and the largest record.
/// For one thread and one replay.
final class LogReplay {

  private static final Logger LOG = LoggerFactory.getLogger(LogReplay.class);
  private static final String GONE = "the segments that held them are gone";

  private final LogDisk disk;
  private final List<Segment> segments;
  private final long endOffset;
  private final LocalLogConfig config;
  private final Quarantine quarantine;
  private final LogMetrics metrics;
  private final RecordReader reader;
  private final RecordCodec codec = new RecordCodec();
  private ByteBuffer body = ByteBuffer.allocate(0);
  private long nextOffset;
  private String reason = GONE;

  /// @param segments all of them, oldest first
  /// @param endOffset where to end
  LogReplay(
      LogDisk disk,
      List<Segment> segments,
      long fromOffset,
      long endOffset,
      LocalLogConfig config,
      Quarantine quarantine,
      LogMetrics metrics,
      RecordReader reader) {
    this.disk = disk;
    this.segments = segments;
    this.nextOffset = fromOffset;
    this.endOffset = endOffset;
    this.config = config;
    this.quarantine = quarantine;
    this.metrics = metrics;
    this.reader = reader;
  }

  void run() throws IOException {
    for (int i = 0; i < segments.size(); i++) {
      SegmentHeader header = segments.get(i).header();
      long limit = i + 1 < segments.size() ? segments.get(i + 1).header().failedFrom() : endOffset;
      if (nextOffset < header.baseOffset()) {
        // Offsets of failed appends are not missing: nobody was told that they are there.
        reachedAt(header.failedFrom());
        nextOffset = Math.max(nextOffset, header.baseOffset());
      }
      if (limit > nextOffset) {
        scan(segments.get(i), limit);
      }
    }
    reachedAt(endOffset);
  }

  private void scan(Segment segment, long limit) throws IOException {
    try (LogDisk.Input input = disk.open(segment.path())) {
      SegmentBytes bytes = new SegmentBytes(input);
      if (bytes.fileBytes() < SegmentHeader.BYTES) {
        reason = "%s has %d bytes only".formatted(segment.path(), bytes.fileBytes());
        return;
      }
      new SegmentScanner(bytes, segment.header(), segment.isHeaderIntact(), limit)
          .scan(new Records(segment, bytes, limit));
    }
  }

  /// Reports the offsets from the next expected one up to `offset`, if any.
  private void reachedAt(long offset) {
    if (nextOffset >= offset) {
      return;
    }
    metrics.corruptions.increment();
    String what = "WAL records %d to %d are missing: %s".formatted(nextOffset, offset - 1, reason);
    if (config.onCorruption() == LocalLogConfig.OnCorruption.STOP) {
      throw new CorruptDataException(
          what + ". Restore the file, or set on_corruption to isolate to go on without them.");
    }
    LOG.error("{}. Going on without them.", what);
    reader.missing(nextOffset, offset, reason);
    nextOffset = offset;
  }

  private final class Records implements SegmentScanner.Visitor {

    private final Segment segment;
    private final SegmentBytes bytes;
    private final long limit;

    Records(Segment segment, SegmentBytes bytes, long limit) {
      this.segment = segment;
      this.bytes = bytes;
      this.limit = limit;
      reason = "%s has no batch with them".formatted(segment.path());
    }

    @Override
    public void batch(long position, BatchHeader batch) throws IOException {
      if (batch.endOffset() <= nextOffset) {
        return;
      }
      reachedAt(batch.firstOffset());
      readBody(position, batch);
      for (long offset = batch.firstOffset(); offset < batch.endOffset(); offset++) {
        record(offset, batch, position);
      }
    }

    private void readBody(long position, BatchHeader batch) throws IOException {
      if (body.capacity() < batch.bodyBytes()) {
        body = ByteBuffer.allocate(batch.bodyBytes()).order(ByteOrder.LITTLE_ENDIAN);
      }
      body.clear().limit(batch.bodyBytes());
      SegmentBytes.readFully(bytes.input(), body, position + BatchHeader.BYTES);
    }

    private void record(long offset, BatchHeader batch, long position) {
      int length = RecordCodec.length(body);
      if (length < 0) {
        reason =
            "%s: record %d runs over its batch at byte %d"
                .formatted(segment.path(), offset, position);
        reachedAt(batch.endOffset());
        return;
      }
      int end = body.position() + length;
      if (offset >= nextOffset) {
        read(offset, batch, body.slice(body.position(), length).order(ByteOrder.LITTLE_ENDIAN));
      }
      body.position(end);
    }

    private void read(long offset, BatchHeader batch, ByteBuffer bytes) {
      LogRecord record;
      try {
        record = codec.decode(bytes);
      } catch (IllegalArgumentException | InvalidRequestException e) {
        reason = "%s: record %d: %s".formatted(segment.path(), offset, e.getMessage());
        reachedAt(offset + 1);
        return;
      }
      nextOffset = offset + 1;
      reader.record(offset, batch.appendNanos(), record);
    }

    @Override
    public void damaged(long from, long to, String found) {
      Optional<Path> copy = quarantine.keep(segment.path(), bytes.input(), from, to);
      reason =
          "%s, bytes %d to %d: %s; %s"
              .formatted(
                  segment.path(),
                  from,
                  to,
                  found,
                  copy.map(path -> "kept in " + path).orElse("they could not be copied"));
    }

    @Override
    public void end(long position) throws IOException {
      long contentEnd = bytes.endOfContent(position);
      if (nextOffset < limit && contentEnd > position) {
        damaged(position, contentEnd, "no batch of this segment begins here");
      }
      reachedAt(limit);
    }
  }
}
