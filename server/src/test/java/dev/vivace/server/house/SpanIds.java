package dev.vivace.server.house;

import dev.vivace.storage.trace.TraceSink;
import java.util.ArrayList;
import java.util.List;

/// Takes the ids of all spans that sources hand over, doubled ones too.
final class SpanIds implements TraceSink {

  private final List<Long> ids = new ArrayList<>();

  List<Long> sorted() {
    return ids.stream().sorted().toList();
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
    ids.add(spanId);
    return true;
  }
}
