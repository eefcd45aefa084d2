package dev.vivace.storage.view;

import dev.vivace.storage.head.LiveHead;
import dev.vivace.storage.head.TraceTable;
import dev.vivace.traceql.ast.Scope;
import dev.vivace.traceql.table.CodedColumn;
import dev.vivace.traceql.table.Codes;
import dev.vivace.traceql.table.EventTable;
import dev.vivace.traceql.table.LinkTable;
import dev.vivace.traceql.table.SpanTable;
import dev.vivace.traceql.table.TraceFacts;
import dev.vivace.traceql.table.TraceTree;
import dev.vivace.traceql.table.UnscopedColumn;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/// A head as it was at one moment, as a table: the rows of a trace together, traces by their
/// ordinal in the head, of spans with the same identity (span id, kind, start) all but the lowest
/// row masked. Rows that are appended later are not seen. Thread-safe.
///
/// Columns are made when they are first asked for, under the head's read lock, so the head may not
/// be released before: who opens a view has its head pinned. Made in some 60 ns a span; columns of
/// attributes in some 10.
public final class HeadView implements SpanTable {

  private static final long KEY_OBJECT_BYTES = 100;

  private final LiveHead head;
  private final ViewMemory memory;
  private long countedBytes; // guarded by this, as is the next
  private boolean dropped;

  private final int[] order; // by row the head's row
  private final int[] firstRows; // by trace, with one entry more
  private final long[] traceHighs;
  private final long[] traceLows;
  private final HeadColumns reader;
  private final long[] spanIds;
  private final long[] starts;
  private final long @Nullable [] duplicates;
  private final long headBytes;

  private final Lazy<long[]> durations = locked(() -> reader().durations(starts()));
  private final Lazy<long[]> parentIds = locked(() -> reader().parentIds());
  private final Lazy<int[]> resources = locked(() -> reader().resources());
  private final Lazy<Codes> resourceCodes = counted(this::codeResources, Codes::memoryBytes);
  private final Lazy<int[]> scopes = locked(() -> reader().ofTemplates(LiveHead.SCOPE));
  private final Lazy<CodedColumn> names = column(() -> reader().names());
  private final Lazy<CodedColumn> statuses = column(() -> reader().statuses());
  private final Lazy<CodedColumn> kinds = column(() -> reader().kinds());
  private final Lazy<CodedColumn> statusMessages = column(() -> reader().statusMessages());
  private final Lazy<CodedColumn> scopeNames =
      column(() -> HeadColumns.ofScopes(head().scopes().names(), scopes()));
  private final Lazy<CodedColumn> scopeVersions =
      column(() -> HeadColumns.ofScopes(head().scopes().versions(), scopes()));
  private final Lazy<HeadEvents> events;
  private final Lazy<HeadLinks> links;
  private final Lazy<TraceTree> tree =
      counted(() -> TraceTree.of(this), it -> it.parents().length * 2L * Integer.BYTES);
  private final Lazy<TraceFacts> facts =
      counted(
          () -> TraceFacts.of(this), it -> it.roots().length * (2L * Long.BYTES + Integer.BYTES));
  private final Lazy<TraceTimes> times =
      counted(
          () -> underLock(() -> TraceTimes.of(facts(), this::receivedNanos)),
          TraceTimes::memoryBytes);
  private final Lazy<TableRange> range = counted(() -> TableRange.of(times(), starts()), _ -> 0L);
  private final ColumnCache<CodedColumn> columns =
      new ColumnCache<>(this, CodedColumn::memoryBytes);
  private final ColumnCache<UnscopedColumn> unscoped =
      new ColumnCache<>(this, column -> column.codes().memoryBytes());
  private final Map<Scope, Lazy<Collection<String>>> keys = new EnumMap<>(Scope.class);

  private HeadView(LiveHead head, ViewMemory memory) {
    this.head = head;
    this.memory = memory;
    int rows = head.rowCount();
    TraceTable traces = head.traces();
    int traceCount = traces.count();
    traceHighs = new long[traceCount];
    traceLows = new long[traceCount];
    for (int trace = 0; trace < traceCount; trace++) {
      traceHighs[trace] = traces.high(trace);
      traceLows[trace] = traces.low(trace);
    }
    firstRows = countRows(head, rows, traceCount);
    order = order(head, rows, firstRows);
    int[] templates = new int[rows];
    spanIds = new long[rows];
    starts = new long[rows];
    int lastTemplate = -1;
    for (int row = 0; row < rows; row++) {
      int source = order[row];
      templates[row] = head.template(source);
      lastTemplate = Math.max(lastTemplate, templates[row]);
      spanIds[row] = head.spanId(source);
      starts[row] = head.startNanos(source);
    }
    reader = new HeadColumns(head, order, templates, lastTemplate + 1);
    duplicates = findDuplicates();
    headBytes = head.usedBytes();
    events =
        counted(() -> underLock(() -> HeadEvents.of(this, head.events())), HeadEvents::memoryBytes);
    links =
        counted(() -> underLock(() -> HeadLinks.of(this, head.links())), HeadLinks::memoryBytes);
    for (Scope scope :
        new Scope[] {Scope.SPAN, Scope.RESOURCE, Scope.INSTRUMENTATION, Scope.EVENT, Scope.LINK}) {
      keys.put(scope, counted(() -> readKeys(scope), HeadView::keyBytes));
    }
    count(
        rows * (2L * Integer.BYTES + 2L * Long.BYTES)
            + traceCount * (Integer.BYTES + 2L * Long.BYTES));
  }

  /// Makes a view of what the head holds now.
  ///
  /// @param memory counts what the view holds until it is dropped
  public static HeadView of(LiveHead head, ViewMemory memory) {
    head.readLock().lock();
    try {
      return new HeadView(head, memory);
    } finally {
      head.readLock().unlock();
    }
  }

  private static int[] countRows(LiveHead head, int rows, int traceCount) {
    int[] first = new int[traceCount + 1];
    for (int row = 0; row < rows; row++) {
      first[head.trace(row) + 1]++;
    }
    for (int trace = 0; trace < traceCount; trace++) {
      first[trace + 1] += first[trace];
    }
    return first;
  }

  /// A counting sort by trace: the rows of each ascend.
  private static int[] order(LiveHead head, int rows, int[] firstRows) {
    int[] order = new int[rows];
    int[] next = firstRows.clone();
    for (int row = 0; row < rows; row++) {
      order[next[head.trace(row)]++] = row;
    }
    return order;
  }

  private long @Nullable [] findDuplicates() {
    Duplicates found = new Duplicates(spanIds, reader.ofTemplates(LiveHead.KIND), starts);
    for (int trace = 0; trace < traceHighs.length; trace++) {
      found.addTrace(firstRows[trace], firstRows[trace + 1]);
    }
    return found.found();
  }

  // What the parts of a view share.

  /// By row the head's row.
  int[] order() {
    return order;
  }

  boolean hasRoom(long bytes) {
    return memory.hasRoom(bytes);
  }

  synchronized void count(long bytes) {
    if (!dropped) {
      countedBytes += bytes;
      memory.count(bytes);
    }
  }

  /// No longer counts what the view holds: only those who still use it hold it.
  public synchronized void drop() {
    memory.count(-countedBytes);
    countedBytes = 0;
    dropped = true;
  }

  /// From when to when sources are asked for each trace.
  public TraceTimes times() {
    return times.get();
  }

  /// When the first span of a trace was received; needs the read lock.
  private long receivedNanos(int trace) {
    return head.receivedNanos(order[firstRows[trace]]);
  }

  /// Bounds of the times in this table.
  public TableRange range() {
    return range.get();
  }

  private LiveHead head() {
    return head;
  }

  private HeadColumns reader() {
    return reader;
  }

  private int[] scopes() {
    return scopes.get();
  }

  private Codes codeResources() {
    int[] codes = resources.get();
    return Codes.of(codes, HeadColumns.ownerCount(codes));
  }

  private <T> T underLock(Supplier<T> reader) {
    head.readLock().lock();
    try {
      return reader.get();
    } finally {
      head.readLock().unlock();
    }
  }

  private <T> Lazy<T> counted(Supplier<T> maker, ToLongFunction<T> bytes) {
    return new Lazy<>(maker, made -> count(bytes.applyAsLong(made)));
  }

  private <T> Lazy<T> locked(Supplier<T> reader) {
    return counted(
        () -> underLock(reader),
        made ->
            made instanceof long[] longs
                ? (long) longs.length * Long.BYTES
                : (long) rowCount() * Integer.BYTES);
  }

  private Lazy<CodedColumn> column(Supplier<CodedColumn> reader) {
    return counted(() -> underLock(reader), CodedColumn::memoryBytes);
  }

  private int[] owners(Scope scope) {
    return switch (scope) {
      case RESOURCE -> resources.get();
      case INSTRUMENTATION -> scopes.get();
      default -> order;
    };
  }

  private @Nullable CodedColumn readAttribute(Scope scope, String key, int[] owners) {
    OwnerColumn column = reader.attributes(scope, () -> owners(scope)).column(key);
    return column == null ? null : column.of(owners);
  }

  @Nullable CodedColumn ownedAttribute(Scope scope, String key, OwnedOrder rows) {
    return columns.get(
        scope, key, () -> underLock(() -> readAttribute(scope, key, rows.sources())));
  }

  private static long keyBytes(Collection<String> keys) {
    return keys.stream().mapToLong(key -> key.length() + KEY_OBJECT_BYTES).sum();
  }

  private Collection<String> readKeys(Scope scope) {
    return underLock(() -> reader.attributes(scope, () -> owners(scope)).keys());
  }

  @Override
  public int rowCount() {
    return order.length;
  }

  @Override
  public int traceCount() {
    return traceHighs.length;
  }

  @Override
  public int[] firstRows() {
    return firstRows;
  }

  @Override
  public long traceHigh(int trace) {
    return traceHighs[trace];
  }

  @Override
  public long traceLow(int trace) {
    return traceLows[trace];
  }

  @Override
  public long @Nullable [] maskedRows() {
    return duplicates;
  }

  @Override
  public long[] starts() {
    return starts;
  }

  @Override
  public long[] durations() {
    return durations.get();
  }

  @Override
  public long[] spanIds() {
    return spanIds;
  }

  @Override
  public long[] parentIds() {
    return parentIds.get();
  }

  @Override
  public Codes resources() {
    return resourceCodes.get();
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
    if (scope == Scope.EVENT || scope == Scope.LINK) {
      throw new IllegalArgumentException(
          "scope %s (expected: SPAN, RESOURCE or INSTRUMENTATION)".formatted(scope));
    }
    return columns.get(scope, key, () -> underLock(() -> readAttribute(scope, key, owners(scope))));
  }

  @Override
  public @Nullable UnscopedColumn unscoped(String key) {
    return unscoped.get(
        Scope.UNSCOPED,
        key,
        () -> UnscopedColumn.of(attribute(Scope.SPAN, key), attribute(Scope.RESOURCE, key)));
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
    Lazy<Collection<String>> known = keys.get(scope);
    if (known == null) {
      throw new IllegalArgumentException(
          "scope %s (expected: one that attributes are kept by)".formatted(scope));
    }
    return known.get();
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
  public long sizeBytes() {
    return headBytes;
  }
}
