package dev.vivace.storage.view;

import dev.vivace.model.bytes.ProtobufWriter;
import dev.vivace.model.bytes.Slice;
import dev.vivace.model.otlp.OtlpProtobufReader;
import dev.vivace.model.span.SpanBatch;
import dev.vivace.storage.head.LiveHead;
import dev.vivace.storage.head.SpanFilter;
import dev.vivace.storage.trace.TraceSink;
import java.util.Arrays;

/// Appends the spans of one trace after another to a head, some at a time, as requests that look
/// like those that brought them. For one thread.
final class JoinSink implements TraceSink {

  private static final int MAX_REQUEST_BYTES = 1 << 20;
  private static final int RESOURCE_SPANS = 1;
  private static final int CHILDREN = 2;
  private static final int NONE = -1;

  private final LiveHead head;
  private final long maxHeadBytes;
  private final OtlpProtobufReader reader = new OtlpProtobufReader();
  private final SpanBatch batch = new SpanBatch();
  private final ProtobufWriter out = new ProtobufWriter(1024);
  private final ProtobufWriter envelopes = new ProtobufWriter(1024);
  private long[] slices = new long[16];
  private int sliceCount;
  private int resource = NONE;
  private int scope = NONE;
  private int resourceStart;
  private int scopeStart;
  private long requests;
  private boolean full;

  /// @param maxHeadBytes once the head holds more, nothing more is taken
  JoinSink(LiveHead head, long maxHeadBytes) {
    this.head = head;
    this.maxHeadBytes = maxHeadBytes;
  }

  /// Whether spans were left out because the head would have become too large.
  boolean isFull() {
    return full;
  }

  /// Begins with another trace or source, which has codes of its own.
  void begin() {
    closeScope();
    envelopes.clear();
    sliceCount = 0;
  }

  /// Appends what is not in the head yet.
  void finish() {
    begin();
    flush();
  }

  @Override
  public int resource(byte[] bytes, int offset, int length) {
    return addEnvelope(bytes, offset, length);
  }

  @Override
  public int scope(byte[] bytes, int offset, int length) {
    return addEnvelope(bytes, offset, length);
  }

  private int addEnvelope(byte[] bytes, int offset, int length) {
    if (sliceCount == slices.length) {
      slices = Arrays.copyOf(slices, sliceCount * 2);
    }
    slices[sliceCount] = Slice.of(envelopes.length(), length);
    envelopes.writeRaw(bytes, offset, length);
    return sliceCount++;
  }

  /// The view masks duplicates.
  @Override
  public boolean contains(long spanId, int kind, long startNanos) {
    return false;
  }

  @Override
  public boolean span(
      int ofResource,
      int ofScope,
      long spanId,
      int kind,
      long startNanos,
      byte[] bytes,
      int offset,
      int length) {
    if (out.length() > MAX_REQUEST_BYTES) {
      closeScope();
      flush();
    }
    if (full) {
      return false;
    }
    if (ofResource != resource || ofScope != scope) {
      closeScope();
      openScope(ofResource, ofScope);
    }
    out.writeBytesField(CHILDREN, bytes, offset, length);
    return true;
  }

  private void openScope(int ofResource, int ofScope) {
    resource = ofResource;
    scope = ofScope;
    resourceStart = out.begin(RESOURCE_SPANS);
    writeEnvelope(ofResource);
    scopeStart = out.begin(CHILDREN);
    writeEnvelope(ofScope);
  }

  private void writeEnvelope(int code) {
    out.writeRaw(envelopes.bytes(), Slice.offset(slices[code]), Slice.length(slices[code]));
  }

  private void closeScope() {
    if (resource != NONE) {
      out.end(scopeStart);
      out.end(resourceStart);
      resource = NONE;
      scope = NONE;
    }
  }

  private void flush() {
    if (out.length() == 0) {
      return;
    }
    byte[] request = out.toByteArray();
    out.clear();
    batch.reset(request, request.length);
    reader.read(batch, 0, request.length, 0);
    if (batch.refusedCount() > 0) {
      throw new IllegalStateException(
          "%d spans that were stored are refused: %s"
              .formatted(batch.refusedCount(), batch.firstRefusal()));
    }
    head.append(batch, SpanFilter.ALL, requests++, 0, 0);
    full |= head.usedBytes() > maxHeadBytes;
  }
}
