package dev.vivace.storage.scan;

import dev.vivace.storage.block.BlockReader;
import dev.vivace.storage.block.RowGroupInfo;
import dev.vivace.storage.scan.DecodedColumns.Decoded;
import dev.vivace.storage.scan.DecodedColumns.Part;
import dev.vivace.storage.spans.SpanSchema;
import dev.vivace.traceql.ast.Scope;
import dev.vivace.traceql.table.CodedColumn;
import dev.vivace.traceql.table.Codes;
import dev.vivace.traceql.table.EventTable;
import dev.vivace.traceql.table.Lazy;
import dev.vivace.traceql.table.LinkTable;
import dev.vivace.traceql.table.SpanTable;
import dev.vivace.traceql.table.TraceFacts;
import dev.vivace.traceql.table.TraceStarts;
import dev.vivace.traceql.table.TraceTree;
import dev.vivace.traceql.table.UnscopedColumn;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/// One row group of a block as a table. Cheap to make, for one query: it keeps every column it was
/// asked for, and takes them from the cache. Thread-safe; any method may throw
/// [dev.vivace.model.error.CorruptDataException] or
/// [dev.vivace.model.error.StoreUnavailableException].
public final class RowGroupTable implements SpanTable {

  private final RowGroupInfo info;
  private final long sizeBytes;
  private final RowGroup rowGroup;
  private final RowMask mask;
  private final SpanAttributes attributes;
  private final Lazy<TraceRows> traces;
  private final Lazy<long[]> starts;
  private final Lazy<long[]> durations;
  private final Lazy<Long> maxDuration;
  private final Lazy<long[]> spanIds;
  private final Lazy<long[]> parentIds;
  private final Lazy<Codes> resources;
  private final Lazy<CodedColumn> names;
  private final Lazy<CodedColumn> statuses;
  private final Lazy<CodedColumn> kinds;
  private final Lazy<CodedColumn> statusMessages;
  private final Lazy<CodedColumn> scopeNames;
  private final Lazy<CodedColumn> scopeVersions;
  private final Lazy<EventTable> events;
  private final Lazy<LinkTable> links;
  private final Lazy<TraceTree> tree;
  private final Lazy<TraceFacts> facts;
  private final Lazy<TraceStarts> traceStarts;

  /// Makes a table; reads the row group's directory if nobody did before.
  ///
  /// @param maskedRows rows that count as absent, or null; not to be changed
  public RowGroupTable(
      BlockReader block, int index, DecodedColumns decoded, long @Nullable [] maskedRows) {
    info = block.rowGroupInfo(index);
    sizeBytes = block.rowGroupBytes(index);
    rowGroup = new RowGroup(block, index, decoded);
    mask = maskedRows == null ? RowMask.NONE : new RowMask(maskedRows);
    checkCounts();
    // Only from a start in the upper half an end that is later by a positive number can wrap.
    SpanColumns spans = new SpanColumns(rowGroup, info.spanStartMax() < 0);
    TemplateTexts templates = new TemplateTexts(rowGroup, SpanSchema.SPANS);
    attributes = new SpanAttributes(rowGroup, spans, templates);
    traces = new Lazy<>(spans::traces);
    starts = new Lazy<>(spans::starts);
    durations = new Lazy<>(spans::durations);
    maxDuration = new Lazy<>(spans::maxDuration);
    spanIds = new Lazy<>(spans::spanIds);
    parentIds = new Lazy<>(spans::parentIds);
    resources = new Lazy<>(spans::resources);
    names = new Lazy<>(() -> rowGroup.byTemplate(SpanSchema.SPANS, templates.names()));
    statuses = new Lazy<>(() -> rowGroup.byTemplate(SpanSchema.SPANS, templates.statuses()));
    kinds = new Lazy<>(() -> rowGroup.byTemplate(SpanSchema.SPANS, templates.kinds()));
    statusMessages = new Lazy<>(() -> new StatusMessages(rowGroup).column());
    scopeNames = new Lazy<>(() -> rowGroup.byTemplate(SpanSchema.SPANS, templates.scopeNames()));
    scopeVersions =
        new Lazy<>(() -> rowGroup.byTemplate(SpanSchema.SPANS, templates.scopeVersions()));
    events = new Lazy<>(() -> new RowGroupEvents(rowGroup, info.rows()));
    links = new Lazy<>(() -> new RowGroupLinks(rowGroup, info.rows()));
    tree = new Lazy<>(this::readTree);
    facts = new Lazy<>(this::readFacts);
    traceStarts = new Lazy<>(this::readTraceStarts);
  }

  private void checkCounts() {
    if (rowGroup.rowCount(SpanSchema.SPANS) != info.rows()
        || rowGroup.rowCount(SpanSchema.TRACES) != info.traces()) {
      throw rowGroup.corrupt(
          SpanSchema.SPANS,
          "%d spans in %d traces (expected from the footer: %d in %d)"
              .formatted(
                  rowGroup.rowCount(SpanSchema.SPANS),
                  rowGroup.rowCount(SpanSchema.TRACES),
                  info.rows(),
                  info.traces()));
    }
  }

  @Override
  public int rowCount() {
    return info.rows();
  }

  @Override
  public int traceCount() {
    return info.traces();
  }

  @Override
  public int[] firstRows() {
    return traces.get().firstRows();
  }

  @Override
  public long traceHigh(int trace) {
    return traces.get().highs()[trace];
  }

  @Override
  public long traceLow(int trace) {
    return traces.get().lows()[trace];
  }

  @Override
  public long @Nullable [] maskedRows() {
    return mask.words();
  }

  @Override
  public long[] starts() {
    return starts.get();
  }

  @Override
  public long maxDuration() {
    return maxDuration.get();
  }

  @Override
  public long[] durations() {
    return durations.get();
  }

  @Override
  public long[] spanIds() {
    return spanIds.get();
  }

  @Override
  public long[] parentIds() {
    return parentIds.get();
  }

  @Override
  public Codes resources() {
    return resources.get();
  }

  @Override
  public CodedColumn names() {
    return names.get();
  }

  @Override
  public CodedColumn statuses() {
    return statuses.get();
  }

  @Override
  public CodedColumn kinds() {
    return kinds.get();
  }

  @Override
  public CodedColumn statusMessages() {
    return statusMessages.get();
  }

  @Override
  public CodedColumn scopeNames() {
    return scopeNames.get();
  }

  @Override
  public CodedColumn scopeVersions() {
    return scopeVersions.get();
  }

  @Override
  public @Nullable CodedColumn attribute(Scope scope, String key) {
    return attributes.column(scope, key);
  }

  @Override
  public @Nullable UnscopedColumn unscoped(String key) {
    return attributes.unscoped(key);
  }

  @Override
  public EventTable events() {
    return events.get();
  }

  @Override
  public LinkTable links() {
    return links.get();
  }

  @Override
  public Collection<String> keys(Scope scope) {
    return rowGroup.keys(SpanAttributes.owner(scope));
  }

  @Override
  public TraceTree tree() {
    return tree.get();
  }

  @Override
  public TraceFacts facts() {
    return facts.get();
  }

  @Override
  public TraceStarts traceStarts() {
    return traceStarts.get();
  }

  @Override
  public long sizeBytes() {
    return sizeBytes;
  }

  // Of all parts only these three depend on the mask.

  private TraceTree readTree() {
    return rowGroup.get(
        SpanSchema.SPANS,
        Part.TREE,
        "",
        mask,
        TraceTree.class,
        () -> new Decoded<>(TraceTree.of(this), (long) rowCount() * Integer.BYTES * 2));
  }

  private TraceFacts readFacts() {
    return rowGroup.get(
        SpanSchema.SPANS,
        Part.FACTS,
        "",
        mask,
        TraceFacts.class,
        () ->
            new Decoded<>(
                TraceFacts.of(this), (long) traceCount() * (Long.BYTES * 2 + Integer.BYTES)));
  }

  private TraceStarts readTraceStarts() {
    return rowGroup.get(
        SpanSchema.SPANS,
        Part.TRACE_STARTS,
        "",
        mask,
        TraceStarts.class,
        () -> new Decoded<>(TraceStarts.of(this), (long) traceCount() * TraceStarts.BYTES_A_TRACE));
  }
}
