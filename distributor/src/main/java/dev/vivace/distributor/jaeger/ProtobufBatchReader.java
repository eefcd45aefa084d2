package dev.vivace.distributor.jaeger;

import static dev.vivace.model.bytes.ProtobufWriter.BYTES;
import static dev.vivace.model.bytes.ProtobufWriter.FIXED64;
import static dev.vivace.model.bytes.ProtobufWriter.VARINT;

import dev.vivace.distributor.ingest.RefusedException;
import dev.vivace.distributor.translate.Text;
import dev.vivace.model.bytes.ProtobufCursor;
import dev.vivace.model.bytes.Slice;
import dev.vivace.model.error.InvalidRequestException;
import java.nio.ByteBuffer;

/// Reads a `PostSpansRequest` of Jaeger's `collector.proto`. A case is a field's number and wire
/// type; a field of another wire type is an unknown one.
///
/// ```text
///   PostSpansRequest = 1 batch          Batch   = 1 spans  2 process
///   Process  = 1 service_name  2 tags   Log     = 1 timestamp  2 fields
///   SpanRef  = 1 trace_id  2 span_id  3 ref_type
///   KeyValue = 1 key  2 v_type  3 v_str  4 v_bool  5 v_int64  6 v_float64  7 v_binary
///   Span     = 1 trace_id  2 span_id  3 operation_name  4 references  5 flags  6 start_time
///              7 duration  8 tags  9 logs  10 process  11 process_id  12 warnings
/// ```
final class ProtobufBatchReader {

  private static final long NANOS_PER_SECOND = 1_000_000_000;
  private static final int MAX_WARNINGS = 1 << 17;
  private static final int ID_BYTES = 8;

  private final ProtobufCursor cursor = new ProtobufCursor();
  private final byte[] source;
  private final int length;
  private final BatchSink sink;
  private final JaegerProcess batchProcess = new JaegerProcess();
  private final JaegerProcess spanProcess = new JaegerProcess();
  private final JaegerSpan span = new JaegerSpan();
  private boolean hasSpanProcess;

  /// Whether the sink was last told of the batch's own process.
  private boolean isBatchProcess;

  /// Reads `[0, length)` of `source`.
  ProtobufBatchReader(byte[] source, int length, BatchSink sink) {
    this.source = source;
    this.length = length;
    this.sink = sink;
  }

  void readRequest() throws RefusedException {
    cursor.reset(source, 0, length);
    while (cursor.hasMore()) {
      int tag = cursor.readTag();
      if (tag == (1 << 3 | BYTES)) {
        int outer = cursor.enter();
        readBatch();
        cursor.leave(outer);
      } else {
        cursor.skip(tag);
      }
    }
  }

  /// The process stands behind the spans, so the batch is passed over twice.
  private void readBatch() throws RefusedException {
    int start = cursor.position();
    int end = cursor.limit();
    batchProcess.reset(source);
    while (cursor.hasMore()) {
      int tag = cursor.readTag();
      if (tag == (2 << 3 | BYTES)) {
        readProcess(batchProcess);
      } else {
        cursor.skip(tag);
      }
    }
    cursor.moveTo(start, end);
    isBatchProcess = false;
    while (cursor.hasMore()) {
      int tag = cursor.readTag();
      if (tag == (1 << 3 | BYTES)) {
        readSpan();
        handOn();
      } else {
        cursor.skip(tag);
      }
    }
  }

  private void handOn() throws RefusedException {
    if (hasSpanProcess) {
      sink.process(spanProcess);
      isBatchProcess = false;
    } else if (!isBatchProcess) {
      sink.process(batchProcess);
      isBatchProcess = true;
    }
    sink.span(span);
  }

  /// Adds to the process: a message that comes twice is merged.
  private void readProcess(JaegerProcess process) {
    int outer = cursor.enter();
    while (cursor.hasMore()) {
      int tag = cursor.readTag();
      switch (tag) {
        case 1 << 3 | BYTES -> process.serviceName = text();
        case 2 << 3 | BYTES -> readTag(process.tags);
        default -> cursor.skip(tag);
      }
    }
    cursor.leave(outer);
  }

  private void readSpan() {
    span.reset(source);
    spanProcess.reset(source);
    hasSpanProcess = false;
    Text traceId = Text.EMPTY;
    Text spanId = Text.EMPTY;
    int outer = cursor.enter();
    while (cursor.hasMore()) {
      int tag = cursor.readTag();
      switch (tag) {
        case 1 << 3 | BYTES -> traceId = text();
        case 2 << 3 | BYTES -> spanId = text();
        case 3 << 3 | BYTES -> span.name = text();
        case 4 << 3 | BYTES -> readReference();
        case 5 << 3 | VARINT -> span.flags = (int) cursor.readVarint();
        case 6 << 3 | BYTES -> span.startNanos = readTime();
        case 7 << 3 | BYTES -> span.durationNanos = readTime();
        case 8 << 3 | BYTES -> readTag(span.tags);
        case 9 << 3 | BYTES -> readLog();
        case 10 << 3 | BYTES -> {
          readProcess(spanProcess);
          hasSpanProcess = true;
        }
        case 12 << 3 | BYTES -> readWarning();
        default -> cursor.skip(tag);
      }
    }
    cursor.leave(outer);
    setIds(traceId, spanId);
  }

  private void setIds(Text traceId, Text spanId) {
    boolean isAbsent = traceId.isEmpty() && spanId.isEmpty();
    if (isTraceId(traceId) && spanId.length() == ID_BYTES) {
      span.traceHigh = high(traceId);
      span.traceLow = low(traceId);
      span.spanId = low(spanId);
    } else if (!isAbsent) {
      span.hasOddIds = true;
      span.oddTraceId = traceId;
      span.oddSpanId = spanId;
    }
  }

  private void readReference() {
    Text traceId = Text.EMPTY;
    Text spanId = Text.EMPTY;
    int type = 0;
    int outer = cursor.enter();
    while (cursor.hasMore()) {
      int tag = cursor.readTag();
      switch (tag) {
        case 1 << 3 | BYTES -> traceId = text();
        case 2 << 3 | BYTES -> spanId = text();
        case 3 << 3 | VARINT -> type = (int) cursor.readVarint();
        default -> cursor.skip(tag);
      }
    }
    cursor.leave(outer);
    boolean hasTrace = isTraceId(traceId);
    span.references.add(
        type,
        hasTrace ? high(traceId) : 0,
        hasTrace ? low(traceId) : 0,
        spanId.length() == ID_BYTES ? low(spanId) : 0);
  }

  private void readLog() {
    long timeNanos = 0;
    int outer = cursor.enter();
    while (cursor.hasMore()) {
      int tag = cursor.readTag();
      switch (tag) {
        case 1 << 3 | BYTES -> timeNanos = readTime();
        case 2 << 3 | BYTES -> readTag(span.logs.fields());
        default -> cursor.skip(tag);
      }
    }
    cursor.leave(outer);
    span.logs.add(timeNanos);
  }

  private void readTag(TagList tags) {
    long key = Slice.EMPTY;
    int typeNumber = 0;
    long text = Slice.EMPTY;
    boolean flag = false;
    long whole = 0;
    long real = 0;
    long binary = Slice.EMPTY;
    int outer = cursor.enter();
    while (cursor.hasMore()) {
      int tag = cursor.readTag();
      switch (tag) {
        case 1 << 3 | BYTES -> key = cursor.readSlice();
        case 2 << 3 | VARINT -> typeNumber = (int) cursor.readVarint();
        case 3 << 3 | BYTES -> text = cursor.readSlice();
        case 4 << 3 | VARINT -> flag = cursor.readVarint() != 0;
        case 5 << 3 | VARINT -> whole = cursor.readVarint();
        case 6 << 3 | FIXED64 -> real = cursor.readFixed64();
        case 7 << 3 | BYTES -> binary = cursor.readSlice();
        default -> cursor.skip(tag);
      }
    }
    cursor.leave(outer);
    TagType type = TagType.ofProtobuf(typeNumber);
    tags.add(
        key,
        type,
        switch (type) {
          case STRING -> text;
          case BOOL -> flag ? 1 : 0;
          case LONG -> whole;
          case DOUBLE -> real;
          case BINARY -> binary;
          case UNKNOWN -> typeNumber;
        });
  }

  private void readWarning() {
    if (span.warnings.size() == MAX_WARNINGS) {
      throw new InvalidRequestException(
          "more than %d warnings in one span; send fewer".formatted(MAX_WARNINGS));
    }
    span.warnings.add(text());
  }

  /// A `Timestamp` or `Duration`, in nanoseconds.
  private long readTime() {
    long seconds = 0;
    long nanos = 0;
    int outer = cursor.enter();
    while (cursor.hasMore()) {
      int tag = cursor.readTag();
      switch (tag) {
        case 1 << 3 | VARINT -> seconds = cursor.readVarint();
        case 2 << 3 | VARINT -> nanos = cursor.readVarint();
        default -> cursor.skip(tag);
      }
    }
    cursor.leave(outer);
    return seconds * NANOS_PER_SECOND + nanos;
  }

  private Text text() {
    return Text.of(source, cursor.readSlice());
  }

  private static boolean isTraceId(Text id) {
    return id.length() == ID_BYTES || id.length() == 2 * ID_BYTES;
  }

  /// The first half of 16 bytes; eight bytes are a number without one.
  private static long high(Text id) {
    return id.length() == ID_BYTES ? 0 : getLong(id, 0);
  }

  private static long low(Text id) {
    return getLong(id, id.length() - ID_BYTES);
  }

  private static long getLong(Text id, int offset) {
    return ByteBuffer.wrap(id.bytes()).getLong(id.offset() + offset);
  }
}
