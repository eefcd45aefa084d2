package dev.vivace.storage.head;

import dev.vivace.model.bytes.Slice;
import dev.vivace.model.span.EnvelopeList;
import dev.vivace.model.span.SpanBatch;
import dev.vivace.model.span.SpanList;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/// The recent spans of one tenant as columns. A row is a span; rows are in log order. One thread
/// appends and holds the write lock while it does; whoever reads holds the read lock, or reads a
/// head that nobody appends to any more.
public final class LiveHead {

  /// Elements of a span template.
  public static final int SCOPE = 0;

  public static final int NAME = 1;
  public static final int KIND = 2;
  public static final int STATUS = 3;
  public static final int SHAPE = 4;

  // The head itself, and its lock of five objects.
  private static final int OBJECT_BYTES = 104 + 24 + 16 + 16 + 48 + 16;

  // Fields that few spans have.
  private static final int FLAGS = 0;
  private static final int DROPPED_ATTRIBUTES = 1;
  private static final int DROPPED_EVENTS = 2;
  private static final int DROPPED_LINKS = 3;
  private static final int STATUS_MESSAGE = 4;
  private static final int STATUS_UNKNOWN_FIELDS = 5;
  private static final int TRACE_STATE = 6;
  private static final int UNKNOWN_FIELDS = 7;

  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
  private final HeadMemory memory;
  private final TraceTable traces;
  private final EnvelopeStore resources;
  private final EnvelopeStore scopes;
  private final ByteDictionary names;
  private final IntColumn lastShapeOfName;
  private final Tuples templates;
  private final AttributeStore attributes;
  private final RareColumns fields;
  private EventRows events = EventRows.NONE;
  private LinkRows links = LinkRows.NONE;

  private final IntColumn traceOrdinals;
  private final IntColumn nextRowOfTrace;
  private final IntColumn resourceCodes;
  private final IntColumn templateCodes;
  private final LongColumn spanIds;
  private final LongColumn parentIds;
  private final LongColumn startNanos;
  private final LongColumn endNanos;

  private final HeadRequests requests;
  private int wholeRows = -1; // how many rows are whole, once an append has failed halfway

  /// Makes an empty head.
  ///
  /// @param allHeads counts what this head holds, among others
  public LiveHead(HeadMemory allHeads) {
    memory = allHeads.part();
    memory.count(OBJECT_BYTES);
    traces = new TraceTable(memory);
    resources = new EnvelopeStore(memory, false);
    scopes = new EnvelopeStore(memory, true);
    names = new ByteDictionary(memory);
    lastShapeOfName = new IntColumn(memory);
    templates = new Tuples(memory, 5);
    attributes = new AttributeStore(memory);
    fields = new RareColumns(memory);
    traceOrdinals = new IntColumn(memory);
    nextRowOfTrace = new IntColumn(memory);
    resourceCodes = new IntColumn(memory);
    templateCodes = new IntColumn(memory);
    spanIds = new LongColumn(memory);
    parentIds = new LongColumn(memory);
    startNanos = new LongColumn(memory);
    endNanos = new LongColumn(memory);
    requests = new HeadRequests(memory);
  }

  /// Appends the spans of one request; they can be read as soon as this returns.
  ///
  /// If it throws, none of them can be read, those of earlier requests still can, and the head
  /// takes no more: another one goes on with [#carryFrom].
  ///
  /// @param filter which of them
  /// @param offset the request's offset in the log; higher than all before
  /// @param appendNanos append time, nanoseconds since 1970
  /// @param receivedNanos receive time, nanoseconds since 1970
  public void append(
      SpanBatch batch, SpanFilter filter, long offset, long appendNanos, long receivedNanos) {
    lock.writeLock().lock();
    try {
      if (wholeRows >= 0) {
        throw new IllegalStateException("append to a head of which an append has failed");
      }
      appendAll(batch, filter, offset, appendNanos, receivedNanos);
    } finally {
      lock.writeLock().unlock();
    }
  }

  private void appendAll(
      SpanBatch batch, SpanFilter filter, long offset, long appendNanos, long receivedNanos) {
    int rowsBefore = rowCount();
    try {
      byte[] bytes = batch.bytes();
      int[] resourceOf = intern(resources, bytes, batch.resources());
      int[] scopeOf = intern(scopes, bytes, batch.scopes());
      requests.add(rowsBefore, offset, receivedNanos, batch.length());
      SpanList spans = batch.spans();
      for (int i = 0; i < spans.count(); i++) {
        if (filter.accepts(batch, i)) {
          appendSpan(batch, i, resourceOf[spans.resource(i)], scopeOf[spans.scope(i)], appendNanos);
        }
      }
    } catch (RuntimeException | Error e) {
      wholeRows = rowsBefore;
      throw e;
    }
  }

  private static int[] intern(EnvelopeStore store, byte[] bytes, EnvelopeList envelopes) {
    int[] codes = new int[envelopes.count()];
    for (int i = 0; i < codes.length; i++) {
      long envelope = envelopes.envelope(i);
      codes[i] = store.intern(bytes, Slice.offset(envelope), Slice.length(envelope));
    }
    return codes;
  }

  private void appendSpan(SpanBatch batch, int span, int resource, int scope, long appendNanos) {
    SpanList spans = batch.spans();
    byte[] bytes = batch.bytes();
    int row = rowCount();
    long name = spans.name(span);
    int nameCode = names.intern(bytes, Slice.offset(name), Slice.length(name));
    int hint = shapeHint(nameCode);
    int shape =
        attributes.append(
            row,
            bytes,
            batch.spanAttributes(),
            spans.firstAttribute(span),
            spans.attributeEnd(span),
            hint);
    if (shape != hint) {
      setShapeHint(nameCode, shape);
    }
    int template =
        templates
            .with(SCOPE, scope)
            .with(NAME, nameCode)
            .with(KIND, spans.kind(span))
            .with(STATUS, spans.statusCode(span))
            .with(SHAPE, shape)
            .intern();
    addRow(
        traces.findOrAdd(spans.traceHigh(span), spans.traceLow(span)),
        row,
        resource,
        template,
        appendNanos);
    spanIds.add(spans.spanId(span));
    parentIds.add(spans.parentId(span));
    startNanos.add(spans.startNanos(span));
    endNanos.add(spans.endNanos(span));
    addFields(batch, span, row);
    addOwned(batch, span, row);
  }

  /// The shape that the last span of this name had: spans of one name are mostly alike.
  private int shapeHint(int name) {
    return name < lastShapeOfName.count() ? lastShapeOfName.get(name) : Shapes.EMPTY;
  }

  private void setShapeHint(int name, int shape) {
    while (lastShapeOfName.count() <= name) {
      lastShapeOfName.add(Shapes.EMPTY);
    }
    lastShapeOfName.set(name, shape);
  }

  private void addFields(SpanBatch batch, int span, int row) {
    SpanList spans = batch.spans();
    byte[] bytes = batch.bytes();
    fields.addNumber(FLAGS, row, spans.flags(span));
    fields.addNumber(DROPPED_ATTRIBUTES, row, spans.droppedAttributes(span));
    fields.addNumber(DROPPED_EVENTS, row, spans.droppedEvents(span));
    fields.addNumber(DROPPED_LINKS, row, spans.droppedLinks(span));
    fields.addText(STATUS_MESSAGE, row, bytes, spans.statusMessage(span));
    fields.addText(STATUS_UNKNOWN_FIELDS, row, bytes, spans.statusUnknownFields(span));
    fields.addText(TRACE_STATE, row, bytes, spans.traceState(span));
    fields.addText(UNKNOWN_FIELDS, row, bytes, spans.unknownFields(span));
  }

  private void addOwned(SpanBatch batch, int span, int row) {
    SpanList spans = batch.spans();
    if (spans.firstEvent(span) < spans.eventEnd(span)) {
      events = events == EventRows.NONE ? new EventRows(memory) : events;
      events.append(row, batch, spans.firstEvent(span), spans.eventEnd(span));
    }
    if (spans.firstLink(span) < spans.linkEnd(span)) {
      links = links == LinkRows.NONE ? new LinkRows(memory) : links;
      links.append(row, batch, spans.firstLink(span), spans.linkEnd(span));
    }
  }

  private void addRow(int trace, int row, int resource, int template, long appendNanos) {
    int previous = traces.addRow(trace, row, appendNanos);
    if (previous >= 0) {
      nextRowOfTrace.set(previous, row);
    }
    nextRowOfTrace.add(-1);
    traceOrdinals.add(trace);
    resourceCodes.add(resource);
    templateCodes.add(template);
  }

  /// Copies the chosen traces of a head that nobody appends to into this one, which must be empty.
  /// Their rows keep their order, offsets and append times; keys and strings that only other traces
  /// used stay behind.
  ///
  /// @param chosen by trace ordinal of the source
  public void carryFrom(LiveHead source, boolean[] chosen) {
    lock.writeLock().lock();
    try {
      int[] newRows = new int[source.begunRows()];
      Arrays.fill(newRows, -1);
      int next = 0;
      for (int row = 0; row < source.rowCount(); row++) {
        newRows[row] = chosen[source.traceOrdinals.get(row)] ? next++ : -1;
      }
      requests.addFrom(source.requests, newRows);
      carryRows(source, newRows, attributes.addFrom(source.attributes, newRows));
      fields.addFrom(source.fields, newRows);
      events = EventRows.carried(memory, source.events, newRows);
      links = LinkRows.carried(memory, source.links, newRows);
    } finally {
      lock.writeLock().unlock();
    }
  }

  private void carryRows(LiveHead source, int[] newRows, CarriedCodes shapes) {
    CarriedCodes newScopes =
        new CarriedCodes(
            source.scopes.envelopes().size(), code -> scopes.internFrom(source.scopes, code));
    CarriedCodes newResources =
        new CarriedCodes(
            source.resources.envelopes().size(),
            code -> resources.internFrom(source.resources, code));
    CarriedCodes newTemplates =
        new CarriedCodes(
            source.templates.count(), code -> carryTemplate(source, code, newScopes, shapes));
    for (int row = 0; row < newRows.length; row++) {
      if (newRows[row] >= 0) {
        int resource = newResources.get(source.resourceCodes.get(row));
        int template = newTemplates.get(source.templateCodes.get(row));
        carryRow(source, row, newRows[row], resource, template);
      }
    }
  }

  private int carryTemplate(
      LiveHead source, int code, CarriedCodes newScopes, CarriedCodes shapes) {
    Tuples from = source.templates;
    return templates
        .with(SCOPE, newScopes.get(from.get(code, SCOPE)))
        .with(NAME, names.internFrom(source.names, from.get(code, NAME)))
        .with(KIND, from.get(code, KIND))
        .with(STATUS, from.get(code, STATUS))
        .with(SHAPE, shapes.get(from.get(code, SHAPE)))
        .intern();
  }

  private void carryRow(LiveHead source, int row, int newRow, int resource, int template) {
    int ordinal = source.traceOrdinals.get(row);
    int trace = traces.findOrAdd(source.traces.high(ordinal), source.traces.low(ordinal));
    // The trace's age goes on from when its spans came.
    long appendNanos =
        traces.rowCount(trace) == 0
            ? source.traces.firstAppendNanos(ordinal)
            : source.traces.lastAppendNanos(ordinal);
    addRow(trace, newRow, resource, template, appendNanos);
    spanIds.add(source.spanIds.get(row));
    parentIds.add(source.parentIds.get(row));
    startNanos.add(source.startNanos.get(row));
    endNanos.add(source.endNanos.get(row));
  }

  /// Gives all memory back; the head must not be used afterwards.
  public void release() {
    lock.writeLock().lock();
    try {
      traces.release();
      resources.release();
      scopes.release();
      names.release();
      lastShapeOfName.release();
      templates.release();
      attributes.release();
      fields.release();
      if (events != EventRows.NONE) {
        events.release();
      }
      if (links != LinkRows.NONE) {
        links.release();
      }
      requests.release();
      for (IntColumn column :
          new IntColumn[] {traceOrdinals, nextRowOfTrace, resourceCodes, templateCodes}) {
        column.release();
      }
      for (LongColumn column : new LongColumn[] {spanIds, parentIds, startNanos, endNanos}) {
        column.release();
      }
      memory.release();
    } finally {
      lock.writeLock().unlock();
    }
  }

  public ReentrantReadWriteLock.ReadLock readLock() {
    return lock.readLock();
  }

  /// What the head holds, in bytes; 0 once it is released. May be asked without the lock.
  public long usedBytes() {
    return memory.usedBytes();
  }

  public int rowCount() {
    return wholeRows >= 0 ? wholeRows : traceOrdinals.count();
  }

  /// How many rows some column may know of: after a failed append more than are whole.
  private int begunRows() {
    return wholeRows >= 0 ? traceOrdinals.count() + 1 : traceOrdinals.count();
  }

  public TraceTable traces() {
    return traces;
  }

  /// Resource envelopes by code.
  public EnvelopeStore resources() {
    return resources;
  }

  /// Scope envelopes by code.
  public EnvelopeStore scopes() {
    return scopes;
  }

  public ByteDictionary names() {
    return names;
  }

  /// Span templates: scope, name, kind, status and shape by code.
  public Tuples templates() {
    return templates;
  }

  public AttributeStore attributes() {
    return attributes;
  }

  public EventRows events() {
    return events;
  }

  public LinkRows links() {
    return links;
  }

  /// The ordinal of the row's trace.
  public int trace(int row) {
    return traceOrdinals.get(row);
  }

  /// The next row of the same trace, or -1.
  public int nextRowOfTrace(int row) {
    return nextRowOfTrace.get(row);
  }

  public int resource(int row) {
    return resourceCodes.get(row);
  }

  public int template(int row) {
    return templateCodes.get(row);
  }

  public long spanId(int row) {
    return spanIds.get(row);
  }

  /// The parent's span id; 0 is none.
  public long parentId(int row) {
    return parentIds.get(row);
  }

  public long startNanos(int row) {
    return startNanos.get(row);
  }

  public long endNanos(int row) {
    return endNanos.get(row);
  }

  public ValueColumn flags() {
    return fields.get(FLAGS);
  }

  public ValueColumn droppedAttributes() {
    return fields.get(DROPPED_ATTRIBUTES);
  }

  public ValueColumn droppedEvents() {
    return fields.get(DROPPED_EVENTS);
  }

  public ValueColumn droppedLinks() {
    return fields.get(DROPPED_LINKS);
  }

  public ValueColumn statusMessages() {
    return fields.get(STATUS_MESSAGE);
  }

  public ValueColumn statusUnknownFields() {
    return fields.get(STATUS_UNKNOWN_FIELDS);
  }

  public ValueColumn traceStates() {
    return fields.get(TRACE_STATE);
  }

  public ValueColumn unknownFields() {
    return fields.get(UNKNOWN_FIELDS);
  }

  public HeadRequests requests() {
    return requests;
  }

  /// The log offset of the request that brought the row.
  public long logOffset(int row) {
    return requests.offset(requests.of(row));
  }

  /// When the request that brought the row was received, nanoseconds since 1970.
  public long receivedNanos(int row) {
    return requests.receivedNanos(requests.of(row));
  }
}
