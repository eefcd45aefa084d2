package dev.vivace.ingester;

import dev.vivace.model.id.TenantId;
import dev.vivace.model.id.TraceId;
import dev.vivace.model.otlp.SpanDecoder;
import dev.vivace.model.span.SpanBatch;
import dev.vivace.storage.head.SpanFilter;
import dev.vivace.storage.log.LocalLog;
import dev.vivace.storage.log.LogRecord;
import dev.vivace.storage.log.TraceLog;
import dev.vivace.storage.section.CarriedTenant;
import dev.vivace.storage.section.SectionCommit;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Applies the log to a new section after a start. Of the records below the end of the last
/// committed section only what that section carried is applied; of the others everything that was
/// not refused when it came.
final class Replay implements TraceLog.RecordReader {

  private static final Logger LOG = LoggerFactory.getLogger(Replay.class);

  private final LiveSection section;
  private final Cutter cutter;
  private final SetAside setAside;
  private final long committedEnd;
  private final Map<TenantId, Carried> carried = new HashMap<>();
  private SpanDecoder decoder = new SpanDecoder();
  private final SpanBatch batch = new SpanBatch();
  private byte[] buffer = new byte[1 << 16];
  private long records;
  private long spans;
  private long lastAppendNanos;

  /// Cuts the section as it would have been cut when the records came.
  interface Cutter {

    /// Cuts if it is time to, before a record of this append time is applied.
    void makeRoom(long appendNanos) throws InterruptedException;

    /// Cuts behind a marker of this append time.
    void cutAtMarker(long appendNanos) throws InterruptedException;
  }

  Replay(@Nullable SectionCommit last, LiveSection section, Cutter cutter, SetAside setAside) {
    this.section = section;
    this.cutter = cutter;
    this.setAside = setAside;
    this.committedEnd = last == null ? 0 : last.end();
    // Until a record says better: lost ones came later than this.
    this.lastAppendNanos = last == null ? 0 : last.lastAppendNanos();
    if (last != null) {
      for (CarriedTenant tenant : last.carried()) {
        carried.put(tenant.tenant(), Carried.of(tenant));
      }
    }
  }

  long records() {
    return records;
  }

  long spans() {
    return spans;
  }

  @Override
  public void record(long offset, long appendNanos, LogRecord record) {
    lastAppendNanos = appendNanos;
    try {
      if (offset < committedEnd) {
        recordBelow(offset, appendNanos, record);
      } else {
        recordAbove(offset, appendNanos, record);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while replaying the log", e);
    }
  }

  private void recordBelow(long offset, long appendNanos, LogRecord record) {
    section.pass(LocalLog.recordBytes(record));
    Carried owed = carried.get(record.tenant());
    if (owed != null && decode(offset, record)) {
      SpanFilter accepted = refused(record);
      try {
        section.applyCarried(
            record.tenant(),
            batch,
            (b, i) -> accepted.accepts(b, i) && owed.contains(b, i, offset),
            owed.all(),
            offset,
            appendNanos,
            record.receivedNanos());
        count();
      } catch (InapplicableRecordException e) {
        setAside.keep(offset, record, e);
      }
    }
  }

  private void recordAbove(long offset, long appendNanos, LogRecord record)
      throws InterruptedException {
    cutter.makeRoom(appendNanos);
    if (!applied(offset, appendNanos, record)) {
      section.drop(offset, offset + 1, appendNanos);
      return;
    }
    if (record.payloadLength() == 0) {
      cutter.cutAtMarker(appendNanos);
    }
  }

  private boolean applied(long offset, long appendNanos, LogRecord record) {
    if (!decode(offset, record)) {
      return false;
    }
    try {
      section.apply(
          record.tenant(),
          batch,
          refused(record),
          offset,
          appendNanos,
          record.receivedNanos(),
          LocalLog.recordBytes(record));
    } catch (InapplicableRecordException e) {
      setAside.keep(offset, record, e);
      return false;
    }
    count();
    return true;
  }

  private void count() {
    records++;
    spans += batch.spans().count();
  }

  /// Decodes a record as it was decoded when it came. Records were decoded before they were
  /// appended, so this fails only if a decoder changed; then the record is set aside, and the
  /// others go on.
  private boolean decode(long offset, LogRecord record) {
    int length = record.payloadLength();
    if (buffer.length < length) {
      buffer = new byte[Math.max(length, buffer.length * 2)];
    }
    System.arraycopy(record.payload(), 0, buffer, 0, length);
    batch.reset(buffer, length);
    try {
      decoder.decode(record.format(), batch, record.maxAttributeBytes());
    } catch (RuntimeException e) {
      decoder = new SpanDecoder(); // Nobody knows what state the old one is in.
      setAside.keep(offset, record, e);
      return false;
    }
    buffer = batch.bytes();
    return true;
  }

  /// Leaves out the spans that were refused when the record came, for whatever reason.
  private static SpanFilter refused(LogRecord record) {
    return RefusedSpans.leftOut(record.refusedOrdinals());
  }

  @Override
  public void missing(long from, long to, String reason) {
    LOG.error("log records {} to {} are lost: {}", from, to - 1, reason);
    if (to > committedEnd) {
      section.drop(Math.max(from, committedEnd), to, lastAppendNanos);
    }
  }

  /// What of a tenant the last section carried.
  private record Carried(boolean all, long fromOffset, Map<TraceId, Long> traces) {

    static Carried of(CarriedTenant tenant) {
      Map<TraceId, Long> traces = new HashMap<>();
      for (CarriedTenant.CarriedTrace trace : tenant.traces()) {
        traces.put(trace.id(), trace.fromOffset());
      }
      return new Carried(tenant.all(), tenant.fromOffset(), traces);
    }

    boolean contains(SpanBatch batch, int span, long offset) {
      if (all) {
        return offset >= fromOffset;
      }
      TraceId id = new TraceId(batch.spans().traceHigh(span), batch.spans().traceLow(span));
      Long from = traces.get(id);
      return from != null && offset >= from;
    }
  }
}
