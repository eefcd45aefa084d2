package dev.vivace.distributor.jaeger;

import static dev.vivace.distributor.thrift.ThriftCursor.BOOL;
import static dev.vivace.distributor.thrift.ThriftCursor.DOUBLE;
import static dev.vivace.distributor.thrift.ThriftCursor.I32;
import static dev.vivace.distributor.thrift.ThriftCursor.I64;
import static dev.vivace.distributor.thrift.ThriftCursor.LIST;
import static dev.vivace.distributor.thrift.ThriftCursor.STOP;
import static dev.vivace.distributor.thrift.ThriftCursor.STRING;
import static dev.vivace.distributor.thrift.ThriftCursor.STRUCT;

import dev.vivace.distributor.ingest.RefusedException;
import dev.vivace.distributor.thrift.ThriftCursor;
import dev.vivace.distributor.translate.Text;
import dev.vivace.model.bytes.Slice;

/// Reads a `Batch` of `jaeger.thrift`, in either wire format. A case is a field's number and type;
/// a field of another type is an unknown one.
///
/// ```text
///   Batch   = 1 process  2 spans  3 seqNo  4 stats       Process = 1 serviceName  2 tags
///   Stats   = 1 fullQueueDroppedSpans  2 tooLargeDroppedSpans  3 failedToEmitSpans
///   Span    = 1 traceIdLow  2 traceIdHigh  3 spanId  4 parentSpanId  5 operationName
///             6 references  7 flags  8 startTime  9 duration  10 tags  11 logs
///   SpanRef = 1 refType  2 traceIdLow  3 traceIdHigh  4 spanId
///   Log     = 1 timestamp  2 fields
///   Tag     = 1 key  2 vType  3 vStr  4 vDouble  5 vBool  6 vLong  7 vBinary
/// ```
final class ThriftBatchReader {

  private static final long NANOS_PER_MICRO = 1000;
  private static final int ABSENT = -1;

  private final ThriftCursor cursor;
  private final byte[] source;
  private final BatchSink sink;
  private final JaegerProcess process = new JaegerProcess();
  private final JaegerSpan span = new JaegerSpan();

  /// @param source the bytes that the cursor reads
  ThriftBatchReader(ThriftCursor cursor, byte[] source, BatchSink sink) {
    this.cursor = cursor;
    this.source = source;
    this.sink = sink;
  }

  /// Reads the arguments of a call whose first is a batch.
  void readArguments() throws RefusedException {
    boolean hasBatch = false;
    cursor.beginStruct();
    for (int field = cursor.readField(); field != STOP; field = cursor.readField()) {
      if (field == (1 << 8 | STRUCT)) {
        hasBatch = true;
        readBatch();
      } else {
        cursor.skip(field);
      }
    }
    if (!hasBatch) {
      throw cursor.invalid("a call without a batch");
    }
  }

  /// Reads a batch. Its spans are handed on after its process, wherever that stands.
  void readBatch() throws RefusedException {
    boolean hasProcess = false;
    int spansAt = ABSENT;
    ClientStats stats = null;
    cursor.beginStruct();
    for (int field = cursor.readField(); field != STOP; field = cursor.readField()) {
      switch (field) {
        case 1 << 8 | STRUCT -> {
          readProcess();
          hasProcess = true;
        }
        case 2 << 8 | LIST -> {
          spansAt = cursor.position();
          cursor.skip(field);
        }
        case 4 << 8 | STRUCT -> stats = readStats();
        default -> cursor.skip(field);
      }
    }
    if (!hasProcess || spansAt == ABSENT) {
      throw cursor.invalid("a batch without its required field " + (hasProcess ? 2 : 1));
    }
    sink.process(process);
    if (stats != null) {
      sink.losses(process, stats);
    }
    int end = cursor.position();
    cursor.moveTo(spansAt);
    readSpans();
    cursor.moveTo(end);
  }

  private ClientStats readStats() {
    long fullQueue = 0;
    long tooLarge = 0;
    long failedToEmit = 0;
    cursor.beginStruct();
    for (int field = cursor.readField(); field != STOP; field = cursor.readField()) {
      switch (field) {
        case 1 << 8 | I64 -> fullQueue = cursor.readLong();
        case 2 << 8 | I64 -> tooLarge = cursor.readLong();
        case 3 << 8 | I64 -> failedToEmit = cursor.readLong();
        default -> cursor.skip(field);
      }
    }
    return new ClientStats(fullQueue, tooLarge, failedToEmit);
  }

  private void readSpans() throws RefusedException {
    for (int left = cursor.beginList(STRUCT); left > 0; left--) {
      readSpan();
      sink.span(span);
    }
  }

  private void readProcess() {
    process.reset(source);
    cursor.beginStruct();
    for (int field = cursor.readField(); field != STOP; field = cursor.readField()) {
      switch (field) {
        case 1 << 8 | STRING -> process.serviceName = text();
        case 2 << 8 | LIST -> readTags(process.tags);
        default -> cursor.skip(field);
      }
    }
  }

  private void readSpan() {
    span.reset(source);
    cursor.beginStruct();
    for (int field = cursor.readField(); field != STOP; field = cursor.readField()) {
      switch (field) {
        case 1 << 8 | I64 -> span.traceLow = cursor.readLong();
        case 2 << 8 | I64 -> span.traceHigh = cursor.readLong();
        case 3 << 8 | I64 -> span.spanId = cursor.readLong();
        case 4 << 8 | I64 -> span.parentId = cursor.readLong();
        case 5 << 8 | STRING -> span.name = text();
        case 6 << 8 | LIST -> readReferences();
        case 7 << 8 | I32 -> span.flags = cursor.readInt();
        case 8 << 8 | I64 -> span.startNanos = cursor.readLong() * NANOS_PER_MICRO;
        case 9 << 8 | I64 -> span.durationNanos = cursor.readLong() * NANOS_PER_MICRO;
        case 10 << 8 | LIST -> readTags(span.tags);
        case 11 << 8 | LIST -> readLogs();
        default -> cursor.skip(field);
      }
    }
  }

  private void readReferences() {
    for (int left = cursor.beginList(STRUCT); left > 0; left--) {
      int type = 0;
      long traceHigh = 0;
      long traceLow = 0;
      long spanId = 0;
      cursor.beginStruct();
      for (int field = cursor.readField(); field != STOP; field = cursor.readField()) {
        switch (field) {
          case 1 << 8 | I32 -> type = cursor.readInt();
          case 2 << 8 | I64 -> traceLow = cursor.readLong();
          case 3 << 8 | I64 -> traceHigh = cursor.readLong();
          case 4 << 8 | I64 -> spanId = cursor.readLong();
          default -> cursor.skip(field);
        }
      }
      span.references.add(type, traceHigh, traceLow, spanId);
    }
  }

  private void readLogs() {
    for (int left = cursor.beginList(STRUCT); left > 0; left--) {
      long timeNanos = 0;
      cursor.beginStruct();
      for (int field = cursor.readField(); field != STOP; field = cursor.readField()) {
        switch (field) {
          case 1 << 8 | I64 -> timeNanos = cursor.readLong() * NANOS_PER_MICRO;
          case 2 << 8 | LIST -> readTags(span.logs.fields());
          default -> cursor.skip(field);
        }
      }
      span.logs.add(timeNanos);
    }
  }

  private void readTags(TagList tags) {
    for (int left = cursor.beginList(STRUCT); left > 0; left--) {
      readTag(tags);
    }
  }

  private void readTag(TagList tags) {
    long key = Slice.EMPTY;
    int typeNumber = 0;
    long text = Slice.EMPTY;
    double real = 0;
    boolean flag = false;
    long whole = 0;
    long binary = Slice.EMPTY;
    cursor.beginStruct();
    for (int field = cursor.readField(); field != STOP; field = cursor.readField()) {
      switch (field) {
        case 1 << 8 | STRING -> key = cursor.readSlice();
        case 2 << 8 | I32 -> typeNumber = cursor.readInt();
        case 3 << 8 | STRING -> text = cursor.readSlice();
        case 4 << 8 | DOUBLE -> real = cursor.readDouble();
        case 5 << 8 | BOOL -> flag = cursor.readBool();
        case 6 << 8 | I64 -> whole = cursor.readLong();
        case 7 << 8 | STRING -> binary = cursor.readSlice();
        default -> cursor.skip(field);
      }
    }
    TagType type = TagType.ofThrift(typeNumber);
    tags.add(
        key,
        type,
        switch (type) {
          case STRING -> text;
          case DOUBLE -> Double.doubleToRawLongBits(real);
          case BOOL -> flag ? 1 : 0;
          case LONG -> whole;
          case BINARY -> binary;
          case UNKNOWN -> typeNumber;
        });
  }

  private Text text() {
    return Text.of(source, cursor.readSlice());
  }
}
