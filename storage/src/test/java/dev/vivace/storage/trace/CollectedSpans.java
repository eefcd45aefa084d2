package dev.vivace.storage.trace;

import com.google.protobuf.InvalidProtocolBufferException;
import io.opentelemetry.proto.trace.v1.Span;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Takes every span that sources hand over, doubled ones too.
public class CollectedSpans implements TraceSink {

  private final List<Span> spans = new ArrayList<>();

  public List<Span> spans() {
    return spans;
  }

  /// Their ids, ascending.
  public List<Long> spanIds() {
    return spans.stream()
        .map(span -> span.getSpanId().asReadOnlyByteBuffer().getLong())
        .sorted()
        .toList();
  }

  @Override
  public int resource(byte[] bytes, int offset, int length) {
    return 0;
  }

  @Override
  public int scope(byte[] bytes, int offset, int length) {
    return 0;
  }

  @Override
  public boolean contains(long spanId, int kind, long startNanos) {
    return false;
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
    try {
      spans.add(Span.parseFrom(Arrays.copyOfRange(bytes, offset, offset + length)));
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError("not a span", e);
    }
    return true;
  }
}
