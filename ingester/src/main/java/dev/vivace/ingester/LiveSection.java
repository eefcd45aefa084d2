package dev.vivace.ingester;

import dev.vivace.model.id.TenantId;
import dev.vivace.model.span.SpanBatch;
import dev.vivace.storage.head.HeadMemory;
import dev.vivace.storage.head.LiveHead;
import dev.vivace.storage.head.SpanFilter;
import dev.vivace.storage.section.CarriedTenant;
import dev.vivace.storage.source.PinnedHead;
import dev.vivace.storage.source.SourceCatalog;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The section that grows: the records since the last cut, and what that cut carried over, as heads
/// by tenant. One thread applies records and cuts.
final class LiveSection {

  private final IngesterConfig config;
  private final HeadMemory memory;
  private final SourceCatalog catalog;
  private final Map<TenantId, PinnedHead> heads = new HashMap<>();

  private long start;
  private long end;
  private long bytes;
  private long firstAppendNanos;
  private long lastAppendNanos;
  private long droppedRecords;

  LiveSection(IngesterConfig config, HeadMemory memory, SourceCatalog catalog, long start) {
    this.config = config;
    this.memory = memory;
    this.catalog = catalog;
    this.start = start;
    this.end = start;
  }

  /// Whether the section must be cut before a record of this append time is applied: a function of
  /// the log alone.
  boolean isDue(long appendNanos) {
    return end > start
        && (bytes >= config.maxSectionBytes()
            || appendNanos - firstAppendNanos >= config.maxSectionAge().toNanos());
  }

  boolean isEmpty() {
    return end == start;
  }

  /// Whether a cut at this time would write something, rather than carry everything.
  boolean wouldWrite(long nowNanos) {
    return heads.values().stream()
        .anyMatch(pinned -> !Carry.isSmall(config, pinned.head(), nowNanos));
  }

  /// Applies one record: its spans can be read afterwards.
  void apply(
      TenantId tenant,
      SpanBatch batch,
      SpanFilter filter,
      long offset,
      long appendNanos,
      long receivedNanos,
      long recordBytes) {
    append(tenant, batch, filter, offset, appendNanos, receivedNanos);
    advance(offset, appendNanos, recordBytes);
  }

  /// Applies what is left of a record below the section's start: spans that the last cut carried.
  void applyCarried(
      TenantId tenant,
      SpanBatch batch,
      SpanFilter filter,
      long offset,
      long appendNanos,
      long receivedNanos) {
    append(tenant, batch, filter, offset, appendNanos, receivedNanos);
  }

  private void append(
      TenantId tenant,
      SpanBatch batch,
      SpanFilter filter,
      long offset,
      long appendNanos,
      long receivedNanos) {
    if (filter.acceptsAny(batch)) {
      heads
          .computeIfAbsent(tenant, id -> catalog.addHead(id, new LiveHead(memory)))
          .head()
          .append(batch, filter, offset, appendNanos, receivedNanos);
    }
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
    lastAppendNanos = appendNanos;
  }

  /// Ends the section here. What is carried goes on in new heads, or in the same one if the tenant
  /// is carried whole; the rest is for the writer. A new section begins.
  CutSection cut(long nowNanos, boolean forced) {
    List<CutSection.TenantHead> toWrite = new ArrayList<>();
    List<CarriedTenant> carried = new ArrayList<>();
    int room = forced ? Math.min(config.maxCarriedRows(), rowCount() / 4) : config.maxCarriedRows();
    for (Map.Entry<TenantId, PinnedHead> entry : sortedHeads()) {
      TenantId tenant = entry.getKey();
      PinnedHead pinned = entry.getValue();
      LiveHead head = pinned.head();
      Carry carry = Carry.choose(config, head, nowNanos, room, forced);
      if (carry.all()) {
        carried.add(carry.describe(tenant, head));
        room -= head.rowCount();
        continue;
      }
      if (carry.rows() > 0) {
        LiveHead next = new LiveHead(memory);
        next.carryFrom(head, carry.chosen());
        carried.add(carry.describe(tenant, head));
        heads.put(tenant, catalog.addHead(tenant, next));
        room -= carry.rows();
      } else {
        heads.remove(tenant);
      }
      toWrite.add(new CutSection.TenantHead(tenant, pinned, carry.chosen()));
    }
    CutSection section =
        new CutSection(
            start, end, firstAppendNanos, lastAppendNanos, droppedRecords, toWrite, carried);
    start = end;
    bytes = 0;
    droppedRecords = 0;
    return section;
  }

  private List<Map.Entry<TenantId, PinnedHead>> sortedHeads() {
    return new ArrayList<>(new TreeMap<>(heads).entrySet());
  }

  private int rowCount() {
    return heads.values().stream().mapToInt(head -> head.head().rowCount()).sum();
  }

  /// When the last record was applied, nanoseconds since 1970; 0 if none was.
  long lastAppendNanos() {
    return lastAppendNanos;
  }
}
