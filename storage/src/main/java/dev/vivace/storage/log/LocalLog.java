package dev.vivace.storage.log;

import com.google.common.util.concurrent.MoreExecutors;
import com.google.common.util.concurrent.Uninterruptibles;
import dev.vivace.model.error.StoreUnavailableException;
import dev.vivace.storage.log.AppendQueue.Pending;
import dev.vivace.storage.log.Segments.Segment;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The write-ahead log of a single process: segments in a folder, one writer thread, one fsync for
/// all requests that wait at the same time. Safe for several threads.
///
/// An append that fails may still be found by a replay if the process ends right then; else its
/// offset stays unused. While the disk is full appends fail; they go on when there is space.
public final class LocalLog implements TraceLog {

  private static final Logger LOG = LoggerFactory.getLogger(LocalLog.class);
  private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(1);
  private static final long TOO_SLOW_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final LocalLogConfig config;
  private final LogFolder folder;
  private final LogDisk disk;
  private final LogMetrics metrics;
  private final Segments segments;
  private final Quarantine quarantine;
  private final long replayEnd;
  private final AppendQueue queue;
  private final AcknowledgedMarker marker;
  private final LogWriter writer;
  private final @Nullable Thread thread; // null: somebody calls step instead
  private final AtomicBoolean isClosed = new AtomicBoolean();
  private volatile boolean hasAppends;

  private LocalLog(
      LocalLogConfig config,
      LogFolder folder,
      LogDisk disk,
      InstantSource clock,
      MeterRegistry registry,
      boolean isStepped)
      throws IOException {
    this.config = config;
    this.folder = folder;
    this.disk = disk;
    metrics = new LogMetrics(registry, config.sync());
    quarantine = new Quarantine(disk, folder.path());
    LogState state = LogState.find(disk, folder, config, quarantine, metrics);
    segments = new Segments(state.segments());
    replayEnd = state.nextOffset();
    SegmentAllocator allocator =
        new SegmentAllocator(
            disk,
            folder.path(),
            config.segmentBytes(),
            isStepped ? MoreExecutors.newDirectExecutorService() : allocatorThread());
    marker = new AcknowledgedMarker(disk, folder.path());
    marker.write(replayEnd);
    queue = new AppendQueue(config.maxQueuedBytes());
    ActiveSegment active =
        new ActiveSegment(folder, disk, allocator, segments, metrics, config.sync(), state);
    writer = new LogWriter(queue, config, active, marker, metrics, clock, state);
    metrics.observe(queue::bytes, segments::count);
    thread = isStepped ? null : Thread.ofPlatform().name("wal-writer").daemon().start(writer);
  }

  private static ExecutorService allocatorThread() {
    return Executors.newSingleThreadExecutor(
        Thread.ofPlatform().daemon().name("wal-allocator").factory());
  }

  /// Locks the folder, finds or creates the log in it, checks its last segment and is ready to
  /// append. Throws `StoreUnavailableException` if another process has the folder or the disk
  /// fails, `CorruptDataException` if the operator must look first.
  public static LocalLog open(LocalLogConfig config, InstantSource clock, MeterRegistry registry) {
    return open(config, clock, registry, LocalDisk::new);
  }

  static LocalLog open(
      LocalLogConfig config, InstantSource clock, MeterRegistry registry, DiskOpener opener) {
    return open(config, clock, registry, opener, false);
  }

  /// A log without threads: its appends are written by [#step], on the caller's thread.
  static LocalLog openStepped(
      LocalLogConfig config, InstantSource clock, MeterRegistry registry, DiskOpener opener) {
    return open(config, clock, registry, opener, true);
  }

  private static LocalLog open(
      LocalLogConfig config,
      InstantSource clock,
      MeterRegistry registry,
      DiskOpener opener,
      boolean isStepped) {
    try {
      LogDisk disk = opener.open(config.folder());
      LogFolder folder = LogFolder.open(disk, config.folder());
      try {
        LocalLog log = new LocalLog(config, folder, disk, clock, registry, isStepped);
        log.announce();
        return log;
      } catch (IOException | RuntimeException e) {
        folder.close();
        throw e;
      }
    } catch (IOException e) {
      throw new StoreUnavailableException(
          "WAL folder %s cannot be opened: %s".formatted(config.folder(), e), e);
    }
  }

  private void announce() {
    LOG.info(
        "WAL {}: {} segments, next offset {}; acknowledged means {}",
        folder.path(),
        segments.count(),
        replayEnd,
        switch (config.sync()) {
          case GROUP -> "on the disk (sync: group)";
          case INTERVAL ->
              "written; on the disk within " + config.syncInterval() + " (sync: interval)";
          case NONE -> "written; on the disk when the system likes (sync: none)";
        });
  }

  /// Writes one group of what was appended, if anything was; only without threads.
  void step() throws InterruptedException {
    if (thread != null) {
      throw new IllegalStateException("step of a log that has its own threads");
    }
    writer.step(0);
  }

  @Override
  public UUID logId() {
    return folder.logId();
  }

  @Override
  public void append(LogRecord record, AppendCallback callback) {
    long bytes = recordBytes(record);
    if (bytes > RecordCodec.MAX_RECORD_BYTES) {
      throw new IllegalArgumentException(
          "WAL record of %d bytes (expected: at most %d)"
              .formatted(bytes, RecordCodec.MAX_RECORD_BYTES));
    }
    hasAppends = true;
    switch (queue.offer(new Pending(record, callback, bytes))) {
      case TAKEN -> {}
      case FULL -> callback.failed(busy(bytes));
      case CLOSED -> callback.failed(closed());
    }
  }

  /// The offset that the next written record will get; those that are queued come first.
  @Override
  public long endOffset() {
    return writer.nextOffset();
  }

  /// Raises the next offset to at least this: for a log that lost its tail after sections beyond it
  /// were committed. Only before the first append.
  public void advanceTo(long offset) {
    if (hasAppends) {
      throw new IllegalStateException("advanceTo(%d) after an append".formatted(offset));
    }
    if (offset > writer.nextOffset()) {
      LOG.warn(
          "WAL {} ends at offset {}, committed sections at {}: records between were lost, going on"
              + " behind them",
          folder.path(),
          writer.nextOffset(),
          offset);
      writer.advanceTo(offset);
    }
  }

  @Override
  public void replay(long fromOffset, RecordReader reader) {
    try {
      new LogReplay(
              disk, segments.all(), fromOffset, replayEnd, config, quarantine, metrics, reader)
          .run();
    } catch (IOException e) {
      throw new StoreUnavailableException(
          "WAL %s cannot be replayed: %s".formatted(folder.path(), e), e);
    }
  }

  /// Copies a record that cannot be applied into a file of its own, `quarantine/<offset>.record`,
  /// as it is in the log, which forgets it in time. Counted as `vivace_wal_records_quarantined`.
  ///
  /// @return the file, or empty if it could not be written or too many are there; the log says why
  public Optional<Path> quarantine(long offset, LogRecord record) {
    metrics.quarantinedRecords.increment();
    return quarantine.keep(offset, record);
  }

  @Override
  public void trim(long offset) {
    List<Segment> trimmed = segments.below(offset);
    if (trimmed.isEmpty()) {
      return;
    }
    try {
      for (Segment segment : trimmed) {
        disk.delete(segment.path());
        segments.remove(segment);
      }
      disk.forceFolder(folder.path());
    } catch (IOException e) {
      throw new StoreUnavailableException(
          "WAL %s cannot be trimmed to offset %d: %s".formatted(folder.path(), offset, e), e);
    }
  }

  /// Whether the log can write. False from a disk error on until a new segment could be opened,
  /// which is tried every second. A full disk does not make it false: appends look again each time.
  public boolean healthy() {
    return writer.isHealthy();
  }

  /// Whether nothing could be written for a minute, and not because the disk is full: only a look
  /// at the disk helps, and a restart.
  public boolean isGivenUp() {
    return writer.brokenNanos() > PATIENCE_NANOS;
  }

  /// Whether flushes take so long that less should be taken in: of those of the last ten seconds
  /// more than one in a hundred took over a second, or one is running for so long.
  public boolean isSlow() {
    return metrics.pace.isSlow(System.nanoTime());
  }

  /// Whether it has been slow for half a minute: others should be sent the requests.
  public boolean isTooSlow() {
    return metrics.pace.slowNanos(System.nanoTime()) > TOO_SLOW_NANOS;
  }

  /// Bytes of records acknowledged since the log was opened, as [#recordBytes] counts them. Raised
  /// before the callbacks of the records run; never decreases.
  public long appendedBytes() {
    return writer.appendedBytes();
  }

  /// Bytes that the log's segments take on disk.
  public long segmentBytes() {
    return segments.bytes();
  }

  /// What a record takes in the log. A cut by log bytes counts the sum over records, live and in
  /// replay alike.
  public static long recordBytes(LogRecord record) {
    return RecordCodec.size(record);
  }

  /// As the interface says; not to be called from a callback.
  @Override
  public void close() {
    if (isClosed.getAndSet(true)) {
      return;
    }
    for (Pending left : queue.close()) {
      left.callback().failed(closed());
    }
    if (thread == null) {
      writer.run();
    } else {
      Uninterruptibles.joinUninterruptibly(thread);
    }
    try (folder;
        marker) {
      LOG.info("WAL {} closed at offset {}", folder.path(), writer.nextOffset());
    } catch (IOException e) {
      throw new StoreUnavailableException("WAL %s: closing".formatted(folder.path()), e);
    }
  }

  private StoreUnavailableException busy(long bytes) {
    return new StoreUnavailableException(
        ("WAL busy: %d bytes are queued and a record of %d does not fit (limit: %d); the disk is"
                + " slower than the input, try again later")
            .formatted(queue.bytes(), bytes, config.maxQueuedBytes()));
  }

  private StoreUnavailableException closed() {
    return new StoreUnavailableException("WAL %s is closed".formatted(folder.path()));
  }

  /// Opens the disk below a folder.
  @FunctionalInterface
  interface DiskOpener {

    LogDisk open(Path folder) throws IOException;
  }
}
