package dev.vivace.storage.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps bytes of segments that did not read back, named after where they were:
/// `<segment>-<position>-<length>.bytes`, and records that could not be applied, named after their
/// offset: `<offset>.record`. Nothing here is ever deleted by the program.
final class Quarantine {

  static final String FOLDER = "quarantine";

  private static final Logger LOG = LoggerFactory.getLogger(Quarantine.class);
  private static final int PIECE_BYTES = 1 << 20;
  private static final String RECORD_SUFFIX = ".record";

  /// Records that are kept, so that a sender who repeats a bad request does not fill the disk.
  static final int MAX_RECORDS = 1000;

  private final LogDisk disk;
  private final Path folder;

  Quarantine(LogDisk disk, Path logFolder) {
    this.disk = disk;
    folder = logFolder.resolve(FOLDER);
  }

  /// Copies `[from, to)` of a segment and flushes the copy; a copy that exists is kept.
  ///
  /// @return where the bytes are, or empty if they could not be copied: then nothing may be cut
  Optional<Path> keep(Path segment, LogDisk.Input input, long from, long to) {
    Path copy = folder.resolve("%s-%d-%d.bytes".formatted(segment.getFileName(), from, to - from));
    try {
      disk.createFolders(folder);
      if (!isThere(copy, to - from)) {
        copy(input, from, to, copy);
        disk.forceFolder(folder);
      }
      return Optional.of(copy);
    } catch (IOException e) {
      LOG.warn("bytes {} to {} of {} could not be copied to {}", from, to, segment, copy, e);
      return Optional.empty();
    }
  }

  /// Keeps a record and flushes the copy; a copy that exists is kept.
  ///
  /// @return where it is, or empty if it could not be written or [#MAX_RECORDS] are here already
  Optional<Path> keep(long offset, LogRecord record) {
    Path copy = folder.resolve("%020d%s".formatted(offset, RECORD_SUFFIX));
    try {
      disk.createFolders(folder);
      if (isThere(copy, RecordCodec.size(record))) {
        return Optional.of(copy);
      }
      if (recordCount() >= MAX_RECORDS) {
        LOG.warn("{} holds {} records already: no more are kept", folder, MAX_RECORDS);
        return Optional.empty();
      }
      write(RecordCodec.encode(record), copy);
      disk.forceFolder(folder);
      return Optional.of(copy);
    } catch (IOException e) {
      LOG.warn("log record {} could not be copied to {}", offset, copy, e);
      return Optional.empty();
    }
  }

  private boolean isThere(Path copy, long bytes) throws IOException {
    return disk.size(copy).orElse(-1) == bytes;
  }

  private long recordCount() throws IOException {
    return disk.list(folder).stream()
        .filter(file -> file.toString().endsWith(RECORD_SUFFIX))
        .count();
  }

  private void write(ByteBuffer bytes, Path copy) throws IOException {
    try (LogDisk.Output target = disk.create(copy)) {
      target.write(bytes, 0);
      target.force();
    }
  }

  private void copy(LogDisk.Input source, long from, long to, Path copy) throws IOException {
    try (LogDisk.Output target = disk.create(copy)) {
      ByteBuffer piece = ByteBuffer.allocate((int) Math.min(PIECE_BYTES, to - from));
      for (long at = from; at < to; at += piece.limit()) {
        piece.clear().limit((int) Math.min(piece.capacity(), to - at));
        SegmentBytes.readFully(source, piece, at);
        target.write(piece, at - from);
      }
      target.force();
    }
  }
}
