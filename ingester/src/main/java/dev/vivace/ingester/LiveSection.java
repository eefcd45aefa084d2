package dev.vivace.ingester;

import dev.vivace.ingester.sampling.SamplingSettings;
import dev.vivace.ingester.sampling.TailSampling;
import dev.vivace.model.id.TenantId;
import dev.vivace.model.span.SpanBatch;
import dev.vivace.storage.head.HeadMemory;
import dev.vivace.storage.head.LiveHead;
import dev.vivace.storage.head.SpanFilter;
import dev.vivace.storage.section.CarriedTenant;
import dev.vivace.storage.source.PinnedHead;
import dev.vivace.storage.source.SourceCatalog;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The section that grows: the records since the last cut, and what that cut carried over, as heads
/// by tenant. One thread applies records and cuts.
final class LiveSection {

  /// Traces of a tenant in one section, so that they fit in one block.
  private static final int MAX_TRACES = 8 << 20;

  private final IngesterConfig config;
  private final HeadMemory memory;
  private final SourceCatalog catalog;
  private final LiveMetrics metrics;
  private final TailSampling sampling;
  private final HeadAppender appender;
  private final Map<TenantId, GrowingHead> heads = new HashMap<>();

  private long start;
  private long end;
  private long bytes;
  private long firstAppendNanos;
  private long lastAppendNanos;
  private long droppedRecords;
  private boolean full;

  // Bytes of log that were read so far, and how many of them lay before some offsets.
  private long logBytes;
  private final TreeMap<Long, Long> logBytesBefore = new TreeMap<>(Map.of(0L, 0L));

  /// @param complete whether it holds every row of its tenant from the offset of its first row on
  private record GrowingHead(PinnedHead pinned, boolean complete) {

    LiveHead head() {
      return pinned.head();
    }
  }

  /// Puts a request's spans into a head; a seam for tests, whose appends fail.
  interface HeadAppender {

    void append(
        LiveHead head,
        SpanBatch batch,
        SpanFilter filter,
        long offset,
        long appendNanos,
        long receivedNanos);
  }

  LiveSection(
      IngesterConfig config,
      HeadMemory memory,
      SourceCatalog catalog,
      LiveMetrics metrics,
      TailSampling sampling,
      HeadAppender appender,
      long start) {
    this.config = config;
    this.memory = memory;
    this.catalog = catalog;
    this.metrics = metrics;
    this.sampling = sampling;
    this.appender = appender;
    this.start = start;
    this.end = start;
  }

  /// Whether the section should be cut before a record of this append time is applied: a function
  /// of the log alone.
  boolean isDue(long appendNanos) {
    return end > start
        && (full
            || bytes >= config.maxSectionBytes()
            || appendNanos - firstAppendNanos >= config.maxSectionAge().toNanos());
  }

  /// Whether it must be cut, however busy the writer is.
  boolean isFull() {
    return full;
  }

  boolean isEmpty() {
    return end == start;
  }

  /// What the heads that still grow hold.
  long usedBytes() {
    long used = 0;
    for (GrowingHead growing : heads.values()) {
      used += growing.head().usedBytes();
    }
    return used;
  }

  /// Whether a cut at this time would write something, rather than carry everything.
  boolean wouldWrite(long nowNanos) {
    return heads.entrySet().stream()
        .anyMatch(entry -> wouldWrite(entry.getKey(), entry.getValue().head(), nowNanos));
  }

  private boolean wouldWrite(TenantId tenant, LiveHead head, long nowNanos) {
    SamplingSettings settings = sampling.settings(tenant);
    return settings.isOn()
        ? nowNanos - head.traces().firstAppendNanos(0) >= settings.decisionWait().toNanos()
        : !isSmall(head, nowNanos);
  }

  /// Whether a tenant has so few and so young spans that a block of its own is not worth it yet,
  /// and keeps no more of the log than a section has.
  private boolean isSmall(LiveHead head, long nowNanos) {
    return head.rowCount() < config.smallTenantSpans()
        && nowNanos - head.traces().firstAppendNanos(0) < config.smallTenantMaxAge().toNanos()
        && logBytes - logBytesBefore.floorEntry(head.logOffset(0)).getValue()
            < config.maxSectionBytes();
  }

  /// Applies one record: its spans can be read afterwards. If that throws an
  /// [InapplicableRecordException] nothing has changed; the record is to be dropped.
  void apply(
      TenantId tenant,
      SpanBatch batch,
      SpanFilter filter,
      long offset,
      long appendNanos,
      long receivedNanos,
      long recordBytes) {
    append(tenant, batch, filter, true, offset, appendNanos, receivedNanos);
    advance(offset, appendNanos, recordBytes);
  }

  /// Applies what is left of a record below the section's start: spans that the last cut carried.
  ///
  /// @param complete whether all that the tenant sent from its first carried row on was carried
  void applyCarried(
      TenantId tenant,
      SpanBatch batch,
      SpanFilter filter,
      boolean complete,
      long offset,
      long appendNanos,
      long receivedNanos) {
    append(tenant, batch, filter, complete, offset, appendNanos, receivedNanos);
  }

  private void append(
      TenantId tenant,
      SpanBatch batch,
      SpanFilter filter,
      boolean complete,
      long offset,
      long appendNanos,
      long receivedNanos) {
    if (!filter.acceptsAny(batch)) {
      return;
    }
    GrowingHead growing =
        heads.computeIfAbsent(
            tenant, id -> new GrowingHead(catalog.addHead(id, new LiveHead(memory)), complete));
    LiveHead head = growing.head();
    int tracesBefore = head.traces().count();
    try {
      appender.append(head, batch, filter, offset, appendNanos, receivedNanos);
    } catch (RuntimeException e) {
      replace(tenant, growing);
      throw new InapplicableRecordException(e);
    }
    full |= head.traces().count() >= MAX_TRACES;
    metrics.appended(tenant, head, head.traces().count() - tracesBefore, batch.requestLength());
  }

  /// Goes on with a copy of a head of which an append has failed: what it held before.
  private void replace(TenantId tenant, GrowingHead broken) {
    LiveHead head = broken.head();
    boolean[] all = new boolean[head.traces().count()];
    Arrays.fill(all, true);
    if (head.rowCount() == 0) {
      heads.remove(tenant);
    } else {
      LiveHead next = new LiveHead(memory);
      next.carryFrom(head, all);
      PinnedHead pinned = catalog.carryOn(tenant, broken.pinned(), all, next);
      heads.put(tenant, new GrowingHead(pinned, broken.complete()));
      metrics.carriedOn(tenant, next);
    }
    catalog.replaceHead(tenant, broken.pinned(), List.of());
  }

  /// Counts a record below the section's start, whether something of it was applied or not.
  void pass(long recordBytes) {
    logBytes += recordBytes;
  }

  /// Counts records that could not be applied.
  void drop(long from, long to, long appendNanos) {
    droppedRecords += to - from;
    advance(to - 1, appendNanos, 0);
  }

  private void advance(long offset, long appendNanos, long recordBytes) {
    if (end == start) {
      firstAppendNanos = appendNanos;
    }
    end = offset + 1;
    bytes += recordBytes;
    logBytes += recordBytes;
    lastAppendNanos = appendNanos;
  }

  /// Ends the section here, and decides about the traces of tenants that sample. What is carried
  /// goes on in new heads, or in the same one if all of it is; the rest is for the writer. A new
  /// section begins.
  ///
  /// @param forced whether memory is short: then little is kept
  CutSection cut(long nowNanos, boolean forced) {
    List<CutSection.TenantHead> toWrite = new ArrayList<>();
    List<CarriedTenant> carried = new ArrayList<>();
    CarryRoom room = room(forced);
    for (Map.Entry<TenantId, GrowingHead> entry : sortedHeads()) {
      TenantId tenant = entry.getKey();
      GrowingHead growing = entry.getValue();
      LiveHead head = growing.head();
      SamplingSettings settings = sampling.settings(tenant);
      Carry carry =
          settings.isOn()
              ? Carry.undecided(settings, sampling.of(tenant), head, nowNanos, room)
              : Carry.choose(config, head, nowNanos, room, isSmall(head, nowNanos));
      if (carry.rows() > 0) {
        carried.add(carry.describe(tenant, head, growing.complete()));
      }
      if (!carry.keepsHead()) {
        boolean[] leftOut =
            settings.isOn()
                ? sampling.of(tenant).decide(settings, head, carry.chosen(), nowNanos)
                : carry.chosen();
        carryOn(tenant, growing.pinned(), carry);
        toWrite.add(new CutSection.TenantHead(tenant, growing.pinned(), leftOut));
      }
    }
    CutSection section =
        new CutSection(
            start,
            end,
            firstAppendNanos,
            lastAppendNanos,
            droppedRecords,
            toWrite,
            carried,
            sampling.endSection(nowNanos));
    beginNext(section.replayFrom());
    metrics.cut(toWrite.size());
    return section;
  }

  /// Copies take no more than is free of the budget. Heads that go on take up to half of it, or an
  /// eighth if the cut is to make room.
  private CarryRoom room(boolean forced) {
    int rows = heads.values().stream().mapToInt(growing -> growing.head().rowCount()).sum();
    return new CarryRoom(
        Math.min(config.maxCarriedRows(), forced ? rows / 4 : rows),
        memory.budgetBytes() / (forced ? 8 : 2),
        Math.max(0, memory.budgetBytes() - memory.usedBytes()));
  }

  private void carryOn(TenantId tenant, PinnedHead older, Carry carry) {
    if (carry.rows() == 0) {
      heads.remove(tenant);
      return;
    }
    LiveHead next = new LiveHead(memory);
    next.carryFrom(older.head(), carry.chosen());
    PinnedHead pinned = catalog.carryOn(tenant, older, carry.chosen(), next);
    heads.put(tenant, new GrowingHead(pinned, false));
    metrics.carriedOn(tenant, next);
  }

  private void beginNext(long replayFrom) {
    start = end;
    bytes = 0;
    droppedRecords = 0;
    full = false;
    logBytesBefore.put(start, logBytes);
    logBytesBefore.headMap(logBytesBefore.floorKey(replayFrom)).clear();
  }

  private List<Map.Entry<TenantId, GrowingHead>> sortedHeads() {
    return new ArrayList<>(new TreeMap<>(heads).entrySet());
  }
}
