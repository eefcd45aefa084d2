package dev.vivace.storage.log;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes the files that become segments: filled with zeros, so that a batch finds its space on the
/// disk and its fsync has nothing but data to flush. The next file is made in the background while
/// the current one fills up. The first is a sixteenth of a full one and each following twice as
/// large, so an idle log stays small. For one thread, the writer's.
final class SegmentAllocator implements Closeable {

  static final String SPARE_SUFFIX = ".spare";

  private static final Logger LOG = LoggerFactory.getLogger(SegmentAllocator.class);
  private static final long MAX_RESERVE_BYTES = 1L << 30;
  private static final int RESERVE_SHARE = 20;
  private static final int MAX_SEGMENTS_A_VOLUME = 16;
  private static final int ZERO_BYTES = 256 << 10;

  private final LogDisk disk;
  private final Path folder;
  private final long fullBytes;
  private final ByteBuffer zeros = ByteBuffer.allocateDirect(ZERO_BYTES);
  private final ExecutorService background;
  private long nextBytes;
  private int made;
  private @Nullable Future<Spare> spare;

  /// @param background makes the files; closed with this
  SegmentAllocator(LogDisk disk, Path folder, long fullBytes, ExecutorService background)
      throws IOException {
    this.disk = disk;
    this.folder = folder;
    this.background = background;
    this.fullBytes =
        Math.max(
            LocalLogConfig.MIN_SEGMENT_BYTES,
            Math.min(fullBytes, disk.totalBytes() / MAX_SEGMENTS_A_VOLUME));
    this.nextBytes =
        Math.max(LocalLogConfig.MIN_SEGMENT_BYTES, this.fullBytes / MAX_SEGMENTS_A_VOLUME);
  }

  /// Begins to make the next file unless that has happened.
  void prepare() {
    if (spare == null) {
      Path file = nextFile();
      long bytes = nextBytes();
      spare = background.submit(() -> make(file, bytes));
    }
  }

  /// A file with room for at least `minBytes`: the prepared one, or one made now.
  Spare take(long minBytes) throws IOException {
    Spare prepared = prepared();
    if (prepared != null && prepared.bytes >= minBytes) {
      return prepared;
    }
    if (prepared != null) {
      discard(prepared);
    }
    return inBackground(nextFile(), Math.max(minBytes, nextBytes()));
  }

  /// Throws if the volume has less left than must stay free.
  void checkReserve(long neededBytes) throws IOException {
    long usable = disk.usableBytes();
    long reserve = Math.min(MAX_RESERVE_BYTES, disk.totalBytes() / RESERVE_SHARE);
    if (usable - neededBytes < reserve) {
      throw new DiskFullException(
          ("WAL folder %s: %d bytes are left on its volume (expected: at least %d, of which %d stay"
                  + " free); make space, appends then go on by themselves")
              .formatted(folder, usable, neededBytes + reserve, reserve));
    }
  }

  @Override
  public void close() {
    try {
      Spare prepared = prepared();
      if (prepared != null) {
        discard(prepared);
      }
    } finally {
      background.shutdown();
    }
  }

  private @Nullable Spare prepared() {
    Future<Spare> future = spare;
    spare = null;
    try {
      return future == null ? null : await(future);
    } catch (IOException e) {
      LOG.warn("the next WAL segment could not be made ahead of time: {}", e.toString());
      return null;
    }
  }

  private Spare inBackground(Path file, long bytes) throws IOException {
    return await(background.submit(() -> make(file, bytes)));
  }

  private static Spare await(Future<Spare> future) throws IOException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException cause) {
        throw cause;
      }
      throw new IllegalStateException("making a WAL segment", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while making a WAL segment", e);
    }
  }

  private Spare make(Path file, long bytes) throws IOException {
    checkReserve(bytes);
    LogDisk.Output output = disk.create(file);
    try {
      for (long at = 0; at < bytes; at += ZERO_BYTES) {
        output.write(zeros.clear().limit((int) Math.min(ZERO_BYTES, bytes - at)), at);
      }
      output.force();
      return new Spare(file, output, bytes);
    } catch (IOException e) {
      discard(new Spare(file, output, bytes));
      throw e;
    }
  }

  private void discard(Spare file) {
    try {
      file.output.close();
      disk.delete(file.path);
    } catch (IOException e) {
      LOG.warn("spare WAL segment {} could not be removed; the next start does it", file.path, e);
    }
  }

  private Path nextFile() {
    made++;
    return folder.resolve("next-" + made + SPARE_SUFFIX);
  }

  private long nextBytes() {
    long bytes = nextBytes;
    nextBytes = Math.min(fullBytes, bytes * 2);
    return bytes;
  }

  /// A file of zeros, open for writing.
  record Spare(Path path, LogDisk.Output output, long bytes) {}
}
