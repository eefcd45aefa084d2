package dev.vivace.storage.log;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.UUID;

/// The write-ahead log of a single process: segments in a folder, one writer thread, one fsync for
/// all requests that wait at the same time.
@SuppressWarnings("DoNotCallSuggester")
public final class LocalLog implements TraceLog {

  private LocalLog() {}

  /// Locks the folder, finds or creates the log in it, checks its last segment and is ready to
  /// append. Throws `StoreUnavailableException` if another process has the folder.
  public static LocalLog open(LocalLogConfig config, InstantSource clock, MeterRegistry registry) {
    throw new UnsupportedOperationException(config + " " + clock + " " + registry);
  }

  @Override
  public UUID logId() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void append(LogRecord record, AppendCallback callback) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long endOffset() {
    throw new UnsupportedOperationException();
  }

  /// Raises the next offset; for a log that lost its unsynced tail after sections beyond it were
  /// committed. Only before the first append; nothing happens if the log is there already.
  public void advanceTo(long offset) {
    throw new UnsupportedOperationException(Long.toString(offset));
  }

  @Override
  public void replay(long fromOffset, RecordReader reader) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void trim(long offset) {
    throw new UnsupportedOperationException();
  }

  /// Whether the log can write. False after a disk error until a new segment could be opened; a
  /// full disk does not make it false, appends just fail until there is space.
  public boolean healthy() {
    throw new UnsupportedOperationException();
  }

  /// Bytes of records acknowledged since the log was opened; never decreases. Raised before the
  /// callbacks of the records run.
  public long appendedBytes() {
    throw new UnsupportedOperationException();
  }

  /// Bytes that the log's segments take on disk.
  public long segmentBytes() {
    throw new UnsupportedOperationException();
  }

  /// What a record takes in the log. The sum over records is what a cut by log bytes counts, live
  /// and in replay alike.
  public static long recordBytes(LogRecord record) {
    throw new UnsupportedOperationException(record.toString());
  }

  @Override
  public void close() {
    throw new UnsupportedOperationException();
  }
}
