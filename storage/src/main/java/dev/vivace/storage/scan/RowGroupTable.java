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
  private final Once<TraceRows> traces;
  private final Once<long[]> starts;
  private final Once<long[]> durations;
  private final Once<Long> maxDuration;
  private final Once<long[]> spanIds;
  private final Once<long[]> parentIds;
  private final Once<Codes> resources;
  private final Once<CodedColumn> names;
  private final Once<CodedColumn> statuses;
  private final Once<CodedColumn> kinds;
  private final Once<CodedColumn> statusMessages;
  private final Once<CodedColumn> scopeNames;
  private final Once<CodedColumn> scopeVersions;
  private final Once<EventTable> events;
  private final Once<LinkTable> links;
  private final Once<TraceTree> tree;
  private final Once<TraceFacts> facts;
  private final Once<TraceStarts> traceStarts;

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
    traces = new Once<>(spans::traces);
    starts = new Once<>(spans::starts);
    durations = new Once<>(spans::durations);
    maxDuration = new Once<>(spans::maxDuration);
    spanIds = new Once<>(spans::spanIds);
    parentIds = new Once<>(spans::parentIds);
    resources = new Once<>(spans::resources);
    names = new Once<>(() -> rowGroup.byTemplate(SpanSchema.SPANS, templates.names()));
    statuses = new Once<>(() -> rowGroup.byTemplate(SpanSchema.SPANS, templates.statuses()));
    kinds = new Once<>(() -> rowGroup.byTemplate(SpanSchema.SPANS, templates.kinds()));
    statusMessages = new Once<>(() -> new StatusMessages(rowGroup).column());
    scopeNames = new Once<>(() -> rowGroup.byTemplate(SpanSchema.SPANS, templates.scopeNames()));
    scopeVersions =
        new Once<>(() -> rowGroup.byTemplate(SpanSchema.SPANS, templates.scopeVersions()));
    events = new Once<>(() -> new RowGroupEvents(rowGroup, info.rows()));
    links = new Once<>(() -> new RowGroupLinks(rowGroup, info.rows()));
    tree = new Once<>(this::readTree);
    facts = new Once<>(this::readFacts);
    traceStarts = new Once<>(this::readTraceStarts);
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
