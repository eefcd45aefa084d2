package dev.vivace.storage.log;

import java.io.Closeable;
import java.util.UUID;

/// The log that everything acknowledged is in: the local write-ahead log of a single process, later
/// a partition of Kafka. An offset is the number of a record; the first is 0, none is used twice.
public interface TraceLog extends Closeable {

  UUID logId();

  /// Queues one record. The callback runs once the record is durable, as far as the log is
  /// configured to make it so, or has failed. Callbacks of successful appends run on one thread in
  /// the order of their offsets; they must be quick.
  void append(LogRecord record, AppendCallback callback);

  /// The offset that the next record will get.
  long endOffset();

  /// Reads the records from `fromOffset` to the end as it was when the log was opened, oldest
  /// first. The record's payload may be overwritten after each call of the reader. What cannot be
  /// read is reported to the reader and skipped.
  void replay(long fromOffset, RecordReader reader);

  /// Says that no record below this offset is needed any more; whole segments below it are removed.
  void trim(long offset);

  /// Fails what is queued, waits for what is being written, and closes the files.
  @Override
  void close();

  /// Told what became of an append.
  interface AppendCallback {

    /// @param appendNanos append time in nanoseconds since 1970, never decreasing along the log
    void appended(long offset, long appendNanos);

    void failed(Throwable cause);
  }

  /// Takes replayed records.
  interface RecordReader {

    void record(long offset, long appendNanos, LogRecord record);

    /// Offsets `[from, to)` are unreadable; their bytes were moved to quarantine and `reason`
    /// logged.
    void missing(long from, long to, String reason);
  }
}
