package dev.vivace.storage.trace;

import dev.vivace.model.bytes.ProtobufWriter;
import dev.vivace.model.bytes.Slice;

/// The spans of one trace, gathered from all sources into one growing array and flat columns, then
/// written as OTLP `TracesData`.
///
/// ```text
///   sources ──▶ resource · scope   interned by content ──┐
///           ──▶ span               once an identity ─────┴──▶ groups ──▶ TracesData
/// ```
///
/// Two limits hold: what the answer may be as OTLP bytes, and what gathering it may take in memory.
/// Once a span doesn't fit, nothing more is taken and the trace is *partial*. One thread at a time
/// uses it.
public final class TraceSpans implements TraceSink {

  /// The largest memory limit: arrays and messages of this size still have offsets in an int.
  public static final long MAX_MEMORY_BYTES = 1L << 30;

  /// What stands for the code of an envelope that has no room: its spans are refused.
  static final int NO_ROOM = -1;

  private static final int INITIAL_BYTES = 4096;
  // Tag and the longest length of a nested message.
  private static final int MESSAGE_HEAD_BYTES = 6;
  // Columns, hash slots and the permutations of the answer.
  private static final int SPAN_COLUMN_BYTES = 64;
  private static final int ENVELOPE_COLUMN_BYTES = 32;

  private final long maxBytes;
  private final long maxMemoryBytes;
  private final ProtobufWriter store = new ProtobufWriter(INITIAL_BYTES);
  private final EnvelopeTable resources = new EnvelopeTable(store);
  private final EnvelopeTable scopes = new EnvelopeTable(store);
  private final SpanGroups groups = new SpanGroups();
  private final SpanColumns spans = new SpanColumns();
  private long sizeBytes;
  private boolean partial;
  private long reachedLimitBytes;

  /// @param maxBytes the most that the answer may be as OTLP bytes; 0 leaves it to the memory limit
  /// @param maxMemoryBytes the most that bytes and columns together may take while gathering
  public TraceSpans(long maxBytes, long maxMemoryBytes) {
    if (maxBytes < 0) {
      throw new IllegalArgumentException("maxBytes: %d (expected: >= 0)".formatted(maxBytes));
    }
    if (maxMemoryBytes <= 0 || maxMemoryBytes > MAX_MEMORY_BYTES) {
      throw new IllegalArgumentException(
          "maxMemoryBytes: %d (expected: 1 to %d)".formatted(maxMemoryBytes, MAX_MEMORY_BYTES));
    }
    this.maxBytes = maxBytes == 0 ? maxMemoryBytes : Math.min(maxBytes, maxMemoryBytes);
    this.maxMemoryBytes = maxMemoryBytes;
  }

  @Override
  public int resource(byte[] bytes, int offset, int length) {
    return resources.intern(bytes, offset, length, hasRoom((long) length + ENVELOPE_COLUMN_BYTES));
  }

  @Override
  public int scope(byte[] bytes, int offset, int length) {
    return scopes.intern(bytes, offset, length, hasRoom((long) length + ENVELOPE_COLUMN_BYTES));
  }

  @Override
  public boolean contains(long spanId, int kind, long startNanos) {
    return spans.contains(spanId, kind, startNanos);
  }

  @Override
  public boolean span(
      int resource,
      int scope,
      long spanId,
      int kind,
      long startNanos,
      byte[] bytes,
      int offset,
      int length) {
    if (partial || spans.contains(spanId, kind, startNanos)) {
      return !partial;
    }
    boolean named = resource != NO_ROOM && scope != NO_ROOM;
    long added = named ? answerBytes(resource, scope, length) : Long.MAX_VALUE;
    boolean withinAnswer = added <= maxBytes - sizeBytes;
    if (!withinAnswer || !hasRoom((long) length + SPAN_COLUMN_BYTES)) {
      partial = true;
      reachedLimitBytes = withinAnswer || !named ? maxMemoryBytes : maxBytes;
      return false;
    }
    sizeBytes += added;
    long slice = Slice.of(store.length(), length);
    store.writeRaw(bytes, offset, length);
    spans.add(spanId, kind, startNanos, groups.intern(resource, scope), slice);
    return true;
  }

  public boolean isEmpty() {
    return spans.count() == 0;
  }

  /// Whether a span was left out because a limit was reached.
  public boolean isPartial() {
    return partial;
  }

  /// The limit for which the trace is partial; 0 if it isn't.
  public long reachedLimitBytes() {
    return reachedLimitBytes;
  }

  public int spanCount() {
    return spans.count();
  }

  /// What [#writeTracesData] writes at most, in bytes; above the true size by a few bytes a
  /// resource and scope.
  public long sizeBytes() {
    return sizeBytes;
  }

  /// Writes the fields of a `TracesData` message: resources by their earliest span, in each of them
  /// scopes by their earliest span, in each of them spans by start, then span id, then kind.
  public void writeTracesData(ProtobufWriter out) {
    new TracesDataWriter(store.bytes(), resources, scopes, groups, spans).write(out);
  }

  /// What the answer grows by. A scope is written again below each resource, so it counts there
  /// again: or a few resources with one huge scope would make an answer without bounds.
  private long answerBytes(int resource, int scope, int spanBytes) {
    long added = 1L + ProtobufWriter.varintSize(spanBytes) + spanBytes;
    if (!groups.contains(resource, scope)) {
      added += MESSAGE_HEAD_BYTES + Slice.length(scopes.envelope(scope));
      if (!groups.containsResource(resource)) {
        added += MESSAGE_HEAD_BYTES + Slice.length(resources.envelope(resource));
      }
    }
    return added;
  }

  private boolean hasRoom(long bytes) {
    long columns =
        (long) spans.count() * SPAN_COLUMN_BYTES
            + (long) (resources.count() + scopes.count()) * ENVELOPE_COLUMN_BYTES;
    return store.length() + columns + bytes <= maxMemoryBytes;
  }
}
