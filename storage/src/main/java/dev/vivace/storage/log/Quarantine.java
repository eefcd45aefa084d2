package dev.vivace.storage.log;

import dev.vivace.storage.object.PrivateFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
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

  private final Path folder;

  Quarantine(Path logFolder) {
    folder = logFolder.resolve(FOLDER);
  }

  /// Copies `[from, to)` of a segment and flushes the copy; a copy that exists is kept.
  ///
  /// @return where the bytes are, or empty if they could not be copied: then nothing may be cut
  Optional<Path> keep(Path segment, FileChannel channel, long from, long to) {
    Path copy = folder.resolve("%s-%d-%d.bytes".formatted(segment.getFileName(), from, to - from));
    try {
      PrivateFiles.createFolders(folder);
      if (!Files.exists(copy) || Files.size(copy) != to - from) {
        copy(channel, from, to, copy);
        PrivateFiles.forceFolder(folder);
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
      PrivateFiles.createFolders(folder);
      if (Files.exists(copy) && Files.size(copy) == RecordCodec.size(record)) {
        return Optional.of(copy);
      }
      if (recordCount() >= MAX_RECORDS) {
        LOG.warn("{} holds {} records already: no more are kept", folder, MAX_RECORDS);
        return Optional.empty();
      }
      write(RecordCodec.encode(record), copy);
      PrivateFiles.forceFolder(folder);
      return Optional.of(copy);
    } catch (IOException e) {
      LOG.warn("log record {} could not be copied to {}", offset, copy, e);
      return Optional.empty();
    }
  }

  private long recordCount() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(RECORD_SUFFIX)).count();
    }
  }

  private static void write(ByteBuffer bytes, Path copy) throws IOException {
    try (FileChannel target = create(copy)) {
      while (bytes.hasRemaining()) {
        target.write(bytes);
      }
      target.force(true);
    }
  }

  private static FileChannel create(Path copy) throws IOException {
    return PrivateFiles.open(
        copy,
        Set.of(
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE));
  }

  private static void copy(FileChannel source, long from, long to, Path copy) throws IOException {
    try (FileChannel target = create(copy)) {
      ByteBuffer piece = ByteBuffer.allocate((int) Math.min(PIECE_BYTES, to - from));
      for (long at = from; at < to; at += piece.limit()) {
        piece.clear().limit((int) Math.min(piece.capacity(), to - at));
        SegmentBytes.readFully(source, piece, at);
        while (piece.hasRemaining()) {
          target.write(piece);
        }
      }
      target.force(true);
    }
  }
}
