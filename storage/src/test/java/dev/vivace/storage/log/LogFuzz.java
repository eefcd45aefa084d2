package dev.vivace.storage.log;

import dev.vivace.model.error.CorruptDataException;
import dev.vivace.model.error.InvalidRequestException;
import dev.vivace.storage.log.Segments.Segment;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The reader of the log as a target of fuzzing: of any file it makes records and missing ranges.
public final class LogFuzz {

  private final Path folder;
  private final LocalLogConfig config;
  private final LogMetrics metrics =
      new LogMetrics(new SimpleMeterRegistry(), LocalLogConfig.Sync.GROUP);

  /// @param folder for the segment and what is put aside of it
  public LogFuzz(Path folder) {
    this.folder = folder;
    this.config = LocalLogConfig.defaults(folder);
  }

  /// Opens a file as the last segment of a log and replays it.
  public void segment(byte[] input) throws IOException {
    forget(folder.resolve(Quarantine.FOLDER));
    Path file = Files.write(folder.resolve("segment.wal"), input);
    LogDisk disk = new LocalDisk(folder);
    Quarantine quarantine = new Quarantine(disk, folder);
    Segment found = segment(file, input);
    LogTail.End end = LogTail.check(disk, found, 0, config, quarantine, metrics);
    Segment cut = new Segment(file, found.header(), end.endPosition(), found.isHeaderIntact());
    new LogReplay(
            disk,
            List.of(cut),
            found.header().baseOffset(),
            end.nextOffset(),
            config,
            quarantine,
            metrics,
            new Nothing())
        .run();
  }

  private static Segment segment(Path file, byte[] input) {
    Optional<SegmentHeader> header =
        input.length < SegmentHeader.BYTES
            ? Optional.empty()
            : SegmentHeader.decode(
                ByteBuffer.wrap(input, 0, SegmentHeader.BYTES)
                    .slice()
                    .order(ByteOrder.LITTLE_ENDIAN));
    SegmentHeader assumed = header.orElseGet(LogFuzz::goldenHeader);
    return new Segment(file, assumed, input.length, header.isPresent());
  }

  private static SegmentHeader goldenHeader() {
    ByteBuffer golden = ByteBuffer.wrap(golden()).order(ByteOrder.LITTLE_ENDIAN);
    return SegmentHeader.decode(golden).orElseThrow();
  }

  /// Reads records one behind the other, as they lie in a batch of which the checksum is right.
  public static void records(byte[] input) {
    ByteBuffer body = ByteBuffer.wrap(input).order(ByteOrder.LITTLE_ENDIAN);
    RecordCodec codec = new RecordCodec();
    for (int length = RecordCodec.length(body); length >= 0; length = RecordCodec.length(body)) {
      int end = body.position() + length;
      try {
        codec.decode(body.slice(body.position(), length).order(ByteOrder.LITTLE_ENDIAN));
      } catch (IllegalArgumentException | InvalidRequestException e) {
        // The record is reported as missing; the next one is read.
      }
      body.position(end);
    }
  }

  public static List<byte[]> segmentSeeds() {
    return List.of(new byte[0], golden());
  }

  public static List<byte[]> recordSeeds() {
    byte[] golden = golden();
    List<byte[]> records = new ArrayList<>();
    records.add(RecordCodec.encode(LogFixture.record("payload")).array());
    byte[] body = new byte[41]; // of the first batch, docs/log-format.md, section 3
    System.arraycopy(golden, SegmentHeader.BYTES + BatchHeader.BYTES, body, 0, body.length);
    records.add(body);
    return records;
  }

  private static byte[] golden() {
    try (InputStream in = LogFuzz.class.getResourceAsStream("segment-v1.wal")) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new CorruptDataException("segment-v1.wal cannot be read", e);
    }
  }

  private static void forget(Path quarantine) throws IOException {
    if (Files.isDirectory(quarantine)) {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(quarantine)) {
        for (Path file : files) {
          Files.delete(file);
        }
      }
    }
  }

  private static final class Nothing implements TraceLog.RecordReader {

    @Override
    public void record(long offset, long appendNanos, LogRecord record) {}

    @Override
    public void missing(long from, long to, String reason) {}
  }
}
