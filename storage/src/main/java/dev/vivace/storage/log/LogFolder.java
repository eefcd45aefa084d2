package dev.vivace.storage.log;

import dev.vivace.model.error.CorruptDataException;
import dev.vivace.storage.log.Segments.Segment;
import dev.vivace.storage.object.FolderLock;
import dev.vivace.storage.object.PrivateFiles;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The folder of a log, locked as long as this is open.
///
/// ```text
/// <wal>/lock                         held by the process that has the log
/// <wal>/<log id>/<offset>.wal        segments, named after their first offset in 20 digits
/// <wal>/<log id>/acknowledged        see AcknowledgedMarker
/// <wal>/<log id>/next-1.spare        a segment being made
/// <wal>/<log id>/quarantine/         bytes that did not read back
/// ```
final class LogFolder implements Closeable {

  private static final Logger LOG = LoggerFactory.getLogger(LogFolder.class);
  private static final String LOCK_FILE = "lock";
  private static final String SEGMENT_SUFFIX = ".wal";
  private static final Pattern SEGMENT_NAME = Pattern.compile("([0-9]{20})\\.wal");
  private static final Pattern LOG_NAME =
      Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

  private final UUID logId;
  private final Path path;
  private final FolderLock lock;

  private LogFolder(UUID logId, Path path, FolderLock lock) {
    this.logId = logId;
    this.path = path;
    this.lock = lock;
  }

  static LogFolder open(Path wal) throws IOException {
    PrivateFiles.createFolders(wal);
    FolderLock lock = FolderLock.take(wal.resolve(LOCK_FILE), "WAL folder " + wal);
    try {
      UUID logId = findOrMakeId(wal);
      Path path = PrivateFiles.createFolders(wal.resolve(logId.toString()));
      return new LogFolder(logId, path, lock);
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  UUID logId() {
    return logId;
  }

  Path path() {
    return path;
  }

  Path segmentPath(long baseOffset) {
    return path.resolve("%020d%s".formatted(baseOffset, SEGMENT_SUFFIX));
  }

  /// The segments, oldest first. Files that were being made when their process ended are removed.
  List<Segment> segments() throws IOException {
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(path)) {
      for (Path entry : entries) {
        String name = String.valueOf(entry.getFileName());
        if (SEGMENT_NAME.matcher(name).matches()) {
          files.add(entry);
        } else if (name.endsWith(SegmentAllocator.SPARE_SUFFIX)) {
          Files.delete(entry);
        }
      }
    }
    files.sort(null);
    List<Segment> segments = new ArrayList<>();
    for (Path file : files) {
      long number = segments.isEmpty() ? 1 : segments.getLast().header().segmentNumber() + 1;
      segments.add(segment(file, number));
    }
    return segments;
  }

  @Override
  public void close() throws IOException {
    lock.close();
  }

  private Segment segment(Path file, long likelyNumber) throws IOException {
    String name = String.valueOf(file.getFileName());
    long baseOffset = Long.parseLong(name.substring(0, name.length() - SEGMENT_SUFFIX.length()));
    Optional<SegmentHeader> header = readHeader(file);
    if (header.isEmpty()) {
      LOG.warn(
          "WAL {}: its header is damaged; going on with its batches, which have their own", file);
      SegmentHeader likely = new SegmentHeader(logId, likelyNumber, baseOffset, 0, 0);
      return new Segment(file, likely, Files.size(file), false);
    }
    if (!header.get().logId().equals(logId) || header.get().baseOffset() != baseOffset) {
      throw new CorruptDataException(
          "WAL %s is the segment at offset %d of log %s (expected: offset %d of log %s); move it out"
              .formatted(file, header.get().baseOffset(), header.get().logId(), baseOffset, logId));
    }
    return new Segment(file, header.get(), Files.size(file), true);
  }

  private static Optional<SegmentHeader> readHeader(Path file) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(SegmentHeader.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      if (channel.size() < SegmentHeader.BYTES) {
        return Optional.empty();
      }
      SegmentBytes.readFully(channel, bytes, 0);
    }
    Optional<SegmentHeader> header = SegmentHeader.decode(bytes);
    if (header.isPresent() && SegmentHeader.version(bytes) != SegmentHeader.VERSION) {
      throw new CorruptDataException(
          "WAL %s has version %d (known: %d); start the newer version of vivace that wrote it"
              .formatted(file, SegmentHeader.version(bytes), SegmentHeader.VERSION));
    }
    return header;
  }

  private static UUID findOrMakeId(Path wal) throws IOException {
    List<UUID> found = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(wal)) {
      for (Path entry : entries) {
        String name = String.valueOf(entry.getFileName());
        if (LOG_NAME.matcher(name).matches()) {
          found.add(UUID.fromString(name));
        }
      }
    }
    if (found.size() > 1) {
      throw new CorruptDataException(
          "WAL folder %s holds %d logs, %s (expected: one); move the others out"
              .formatted(wal, found.size(), found));
    }
    return found.isEmpty() ? UUID.randomUUID() : found.getFirst();
  }
}
