package dev.vivace.storage.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.model.id.TenantId;
import dev.vivace.model.id.TraceId;
import dev.vivace.model.otlp.SentSpan;
import dev.vivace.model.otlp.SpanDecoder;
import dev.vivace.model.span.SpanBatch;
import dev.vivace.model.span.WireFormat;
import dev.vivace.storage.block.BlockInfo;
import dev.vivace.storage.block.MemoryObjectStore;
import dev.vivace.storage.head.HeadMemory;
import dev.vivace.storage.head.LiveHead;
import dev.vivace.storage.head.SpanFilter;
import dev.vivace.storage.head.TestSpans;
import dev.vivace.storage.scan.DecodedColumns;
import dev.vivace.storage.scan.RowGroupTables;
import dev.vivace.storage.scan.SeenSpan;
import dev.vivace.storage.section.BlockEntry;
import dev.vivace.storage.spans.BlockFixture;
import dev.vivace.storage.spans.HeadSealer;
import dev.vivace.traceql.engine.QueryGuard;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/// A tenant whose spans are in heads and blocks, as the write path puts them there, and what
/// queries see of them.
final class TenantFixture {

  static final TenantId TENANT = TenantId.SINGLE;

  private static final long EVERYTHING = -1;

  private final HeadMemory memory = new HeadMemory(1L << 30);
  private final MemoryObjectStore store = new MemoryObjectStore();
  private final SourceCatalog catalog = new SourceCatalog();
  private final SpanDecoder decoder = new SpanDecoder();
  private final SpanBatch batch = new SpanBatch();
  private final Set<TraceId> sealed = new HashSet<>();
  private final Map<List<Object>, SeenSpan> sent = new LinkedHashMap<>();
  private final TableCatalog tables;
  private int maxTraceRows = 1 << 20;
  private long requests;
  private int blockCount;
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private PinnedHead growing = catalog.addHead(TENANT, new LiveHead(memory));

  TenantFixture() {
    this(TableLimits.DEFAULT);
  }

  TenantFixture(TableLimits limits) {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    DecodedColumns decoded = new DecodedColumns(1 << 24, registry);
    tables =
        new TableCatalog(
            catalog,
            new BlockCache(store, 1 << 24, registry),
            (block, masks) -> RowGroupTables.of(block, decoded, masks::of),
            limits,
            () -> now,
            registry);
  }

  MemoryObjectStore store() {
    return store;
  }

  HeadMemory memory() {
    return memory;
  }

  PinnedHead growing() {
    return growing;
  }

  void passMillis(long millis) {
    now = now.plusMillis(millis);
  }

  /// Later blocks do not list the traces that are in blocks now, as if an hour had passed.
  void forgetSealed() {
    sealed.clear();
  }

  /// Blocks cut traces of more spans into parts.
  void setMaxTraceRows(int rows) {
    maxTraceRows = rows;
  }

  void append(Span.Builder... spans) {
    append(TestSpans.request(spans));
  }

  void append(ExportTraceServiceRequest request) {
    append(request, 2_000);
  }

  /// Appends to the growing head, and lets the view of it grow old.
  void append(ExportTraceServiceRequest request, long receivedNanos) {
    byte[] bytes = request.toByteArray();
    batch.reset(bytes, bytes.length);
    decoder.decode(WireFormat.OTLP_PROTOBUF, batch, 0);
    growing.head().append(batch, SpanFilter.ALL, requests++, 1_000, receivedNanos);
    for (SentSpan span : SentSpan.storable(request)) {
      SeenSpan expected = SeenSpan.of(span);
      sent.putIfAbsent(
          List.of(
              expected.trace(), expected.spanId(), span.span().getKindValue(), expected.start()),
          expected);
    }
    passMillis(500);
  }

  /// Begins a new head; the old one waits to be sealed. Its chosen traces go on in the new one.
  Cut cut(boolean... chosen) {
    PinnedHead older = growing;
    boolean[] carried = new boolean[older.head().traces().count()];
    System.arraycopy(chosen, 0, carried, 0, Math.min(chosen.length, carried.length));
    LiveHead next = new LiveHead(memory);
    next.carryFrom(older.head(), carried);
    growing = catalog.carryOn(TENANT, older, carried, next);
    return new Cut(older, carried);
  }

  /// A head that waits to be sealed.
  record Cut(PinnedHead head, boolean[] carried) {}

  /// Replaces a head by a block.
  BlockEntry seal(Cut cut) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    HeadSealer.Sealed written = write(cut, out);
    String key = "block-" + blockCount++;
    store.put(key, out.toByteArray());
    BlockEntry entry =
        new BlockEntry(
            TENANT,
            key,
            0,
            out.size(),
            "",
            written.spans(),
            written.traces(),
            written.minTraceStartNanos(),
            written.maxTraceStartNanos(),
            written.maxTraceEndNanos(),
            written.minSpanStartNanos(),
            written.maxSpanStartNanos());
    LiveHead head = cut.head().head();
    for (int trace = 0; trace < head.traces().count(); trace++) {
      if (!cut.carried()[trace]) {
        sealed.add(new TraceId(head.traces().high(trace), head.traces().low(trace)));
      }
    }
    catalog.replaceHead(TENANT, cut.head(), written.spans() == 0 ? List.of() : List.of(entry));
    return entry;
  }

  BlockEntry seal() {
    return seal(cut());
  }

  private HeadSealer.Sealed write(Cut cut, ByteArrayOutputStream out) {
    try {
      return BlockFixture.sealer(cut.head().head(), 20, maxTraceRows)
          .write(
              cut.carried(),
              (high, low) -> sealed.contains(new TraceId(high, low)),
              (spans, traces, hashHigh, hashLow, split) ->
                  new BlockInfo(
                      TENANT,
                      new UUID(1, 2),
                      0,
                      0,
                      1,
                      1,
                      2,
                      spans,
                      traces,
                      hashHigh,
                      hashLow,
                      split),
              out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A table and what is to be seen in it.
  record Seen(String name, TableHandle handle, List<SeenSpan> spans) {}

  /// What a query of the range sees.
  record Answer(TenantTables tables, List<Seen> seen) {

    List<String> names() {
      return seen.stream().map(Seen::name).toList();
    }

    /// The ids of the spans by table.
    Map<String, List<Long>> spanIds() {
      Map<String, List<Long>> ids = new LinkedHashMap<>();
      seen.forEach(
          table -> ids.put(table.name(), table.spans().stream().map(SeenSpan::spanId).toList()));
      return ids;
    }
  }

  /// Reads what a query of the range reads.
  <T> T read(long start, long end, Function<TenantTables, T> reader) {
    return tables.read(TENANT, start, end, reader);
  }

  /// Lists what a query of everything reads, as long as the guard allows it.
  TenantTables list(QueryGuard guard) {
    return tables.read(TENANT, 0, EVERYTHING, guard, found -> found);
  }

  Answer query(long start, long end) {
    return read(
        start,
        end,
        found -> {
          List<Seen> seen = new ArrayList<>();
          for (TableHandle handle : found.tables()) {
            seen.add(new Seen(handle.name(), handle, SeenSpan.of(handle.open())));
          }
          return new Answer(found, seen);
        });
  }

  Answer queryAll() {
    return query(0, EVERYTHING);
  }

  /// Asserts that a query sees each span once, and each trace in one table.
  ///
  /// @return how many spans are in joined tables
  int assertAllIsSeenOnce() {
    Answer answer = queryAll();
    assertThat(answer.tables().shortfall().failedBlocks()).isZero();
    assertThat(answer.tables().shortfall().reachedLimit()).isNull();
    assertThat(answer.seen().stream().flatMap(table -> table.spans().stream()))
        .containsExactlyInAnyOrderElementsOf(sent.values());
    Map<TraceId, String> tableOf = new LinkedHashMap<>();
    for (Seen table : answer.seen()) {
      for (SeenSpan span : table.spans()) {
        assertThat(tableOf.putIfAbsent(span.trace(), table.name()))
            .as("table of trace %s", span.trace())
            .isIn(null, table.name());
      }
    }
    return answer.seen().stream()
        .filter(table -> table.name().startsWith("split"))
        .mapToInt(table -> table.spans().size())
        .sum();
  }
}
