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

  // What the objects of a head take, without their chunks; measured.
  static final int OBJECT_BYTES = 16 << 10;

  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
  private final HeadMemory memory;
  private final TraceTable traces;
  private final EnvelopeStore resources;
  private final EnvelopeStore scopes;
  private final ByteDictionary names;
  private final IntColumn lastShapeOfName;
  private final Tuples templates;
  private final AttributeStore attributes;
  private final EventRows events;
  private final LinkRows links;

  private final IntColumn traceOrdinals;
  private final IntColumn nextRowOfTrace;
  private final IntColumn resourceCodes;
  private final IntColumn templateCodes;
  private final LongColumn spanIds;
  private final LongColumn parentIds;
  private final LongColumn startNanos;
  private final LongColumn endNanos;

  private final ValueColumn flags;
  private final ValueColumn droppedAttributes;
  private final ValueColumn droppedEvents;
  private final ValueColumn droppedLinks;
  private final ValueColumn statusMessages;
  private final ValueColumn statusUnknownFields;
  private final ValueColumn traceStates;
  private final ValueColumn unknownFields;

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
    events = new EventRows(memory);
    links = new LinkRows(memory);
    traceOrdinals = new IntColumn(memory);
    nextRowOfTrace = new IntColumn(memory);
    resourceCodes = new IntColumn(memory);
    templateCodes = new IntColumn(memory);
    spanIds = new LongColumn(memory);
    parentIds = new LongColumn(memory);
    startNanos = new LongColumn(memory);
    endNanos = new LongColumn(memory);
    flags = new ValueColumn(memory, true);
    droppedAttributes = new ValueColumn(memory, true);
    droppedEvents = new ValueColumn(memory, true);
    droppedLinks = new ValueColumn(memory, true);
    statusMessages = new ValueColumn(memory, false);
    statusUnknownFields = new ValueColumn(memory, false);
    traceStates = new ValueColumn(memory, false);
    unknownFields = new ValueColumn(memory, false);
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
    if (nameCode == lastShapeOfName.count()) {
      lastShapeOfName.add(-1);
    }
    int shape =
        attributes.append(
            row,
            bytes,
            batch.spanAttributes(),
            spans.firstAttribute(span),
            spans.attributeEnd(span),
            lastShapeOfName.get(nameCode));
    lastShapeOfName.set(nameCode, shape);
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
    addNumber(flags, row, spans.flags(span));
    addNumber(droppedAttributes, row, spans.droppedAttributes(span));
    addNumber(droppedEvents, row, spans.droppedEvents(span));
    addNumber(droppedLinks, row, spans.droppedLinks(span));
    addText(statusMessages, row, bytes, spans.statusMessage(span));
    addText(statusUnknownFields, row, bytes, spans.statusUnknownFields(span));
    addText(traceStates, row, bytes, spans.traceState(span));
    addText(unknownFields, row, bytes, spans.unknownFields(span));
    events.append(row, batch, spans.firstEvent(span), spans.eventEnd(span));
    links.append(row, batch, spans.firstLink(span), spans.linkEnd(span));
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

  private static void addNumber(ValueColumn column, int row, int value) {
    if (value != 0) {
      column.addNumber(row, value);
    }
  }

  private static void addText(ValueColumn column, int row, byte[] bytes, long slice) {
    if (Slice.length(slice) > 0) {
      column.addText(row, bytes, Slice.offset(slice), Slice.length(slice));
    }
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
      flags.addFrom(source.flags, newRows);
      droppedAttributes.addFrom(source.droppedAttributes, newRows);
      droppedEvents.addFrom(source.droppedEvents, newRows);
      droppedLinks.addFrom(source.droppedLinks, newRows);
      statusMessages.addFrom(source.statusMessages, newRows);
      statusUnknownFields.addFrom(source.statusUnknownFields, newRows);
      traceStates.addFrom(source.traceStates, newRows);
      unknownFields.addFrom(source.unknownFields, newRows);
      events.addFrom(source.events, newRows);
      links.addFrom(source.links, newRows);
    } finally {
      lock.writeLock().unlock();
    }
  }

  private void carryRows(LiveHead source, int[] newRows, CarriedShapes shapes) {
    for (int row = 0; row < newRows.length; row++) {
      if (newRows[row] >= 0) {
        carryRow(source, row, newRows[row], shapes);
      }
    }
  }

  private void carryRow(LiveHead source, int row, int newRow, CarriedShapes shapes) {
    int from = source.templateCodes.get(row);
    Tuples tuples = source.templates;
    int nameCode = internFrom(names, source.names, tuples.get(from, NAME));
    if (nameCode == lastShapeOfName.count()) {
      lastShapeOfName.add(-1);
    }
    int template =
        templates
            .with(SCOPE, scopes.internFrom(source.scopes, tuples.get(from, SCOPE)))
            .with(NAME, nameCode)
            .with(KIND, tuples.get(from, KIND))
            .with(STATUS, tuples.get(from, STATUS))
            .with(SHAPE, shapes.newCode(tuples.get(from, SHAPE)))
            .intern();
    int ordinal = source.traceOrdinals.get(row);
    int trace = traces.findOrAdd(source.traces.high(ordinal), source.traces.low(ordinal));
    // The trace's age goes on from when its spans came.
    long appendNanos =
        traces.rowCount(trace) == 0
            ? source.traces.firstAppendNanos(ordinal)
            : source.traces.lastAppendNanos(ordinal);
    int resource = resources.internFrom(source.resources, source.resourceCodes.get(row));
    addRow(trace, newRow, resource, template, appendNanos);
    spanIds.add(source.spanIds.get(row));
    parentIds.add(source.parentIds.get(row));
    startNanos.add(source.startNanos.get(row));
    endNanos.add(source.endNanos.get(row));
  }

  private static int internFrom(ByteDictionary dictionary, ByteDictionary source, int code) {
    return dictionary.intern(source.array(code), source.offset(code), source.length(code));
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
      events.release();
      links.release();
      requests.release();
      for (IntColumn column :
          new IntColumn[] {traceOrdinals, nextRowOfTrace, resourceCodes, templateCodes}) {
        column.release();
      }
      for (LongColumn column : new LongColumn[] {spanIds, parentIds, startNanos, endNanos}) {
        column.release();
      }
      for (ValueColumn column :
          new ValueColumn[] {
            flags,
            droppedAttributes,
            droppedEvents,
            droppedLinks,
            statusMessages,
            statusUnknownFields,
            traceStates,
            unknownFields
          }) {
        column.release();
      }
      memory.count(-OBJECT_BYTES);
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
    return flags;
  }

  public ValueColumn droppedAttributes() {
    return droppedAttributes;
  }

  public ValueColumn droppedEvents() {
    return droppedEvents;
  }

  public ValueColumn droppedLinks() {
    return droppedLinks;
  }

  public ValueColumn statusMessages() {
    return statusMessages;
  }

  public ValueColumn statusUnknownFields() {
    return statusUnknownFields;
  }

  public ValueColumn traceStates() {
    return traceStates;
  }

  public ValueColumn unknownFields() {
    return unknownFields;
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
