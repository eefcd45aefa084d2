/// The write-ahead log: what is acknowledged is here first.
///
/// ```text
///   append ──▶ AppendQueue ──▶ LogWriter (one thread) ──▶ BatchWriter ──▶ segment file ── fsync ──▶ callbacks
///   (any thread)   bounded       takes all that wait        one batch      SegmentAllocator
///                                                                          makes the next one
///   open ──▶ LogFolder, LogTail          replay ──▶ SegmentScanner ──▶ RecordCodec ──▶ reader
/// ```
///
/// Start at [LocalLog]; the format is docs/log-format.md. What always holds:
/// - A callback says "appended" only after the record is as durable as the configuration asks.
/// - Offsets grow by one a record and none is used twice; those of failed appends stay unused.
/// - A file whose write or fsync failed is never written again.
/// - Bytes that do not read back are copied to quarantine before anything is cut.
@NullMarked
package dev.vivace.storage.log;

import org.jspecify.annotations.NullMarked;
