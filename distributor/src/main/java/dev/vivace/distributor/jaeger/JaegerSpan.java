package dev.vivace.distributor.jaeger;

import dev.vivace.distributor.translate.Text;
import java.util.ArrayList;
import java.util.List;

/// One span as it was sent, in either schema; a reader fills it, a translator reads it. Reused by
/// [#reset].
final class JaegerSpan {

  final TagList tags = new TagList();
  final ReferenceList references = new ReferenceList();
  final LogList logs = new LogList();
  final List<Text> warnings = new ArrayList<>();

  long traceHigh;
  long traceLow;
  long spanId;

  /// Only Thrift has it; 0 is none.
  long parentId;

  /// Ids that have no valid length, as they were sent; the numbers do not count then.
  boolean hasOddIds;

  Text oddTraceId = Text.EMPTY;
  Text oddSpanId = Text.EMPTY;

  Text name = Text.EMPTY;
  int flags;
  long startNanos;
  long durationNanos;

  void reset(byte[] source) {
    tags.reset(source);
    references.reset();
    logs.reset(source);
    warnings.clear();
    traceHigh = 0;
    traceLow = 0;
    spanId = 0;
    parentId = 0;
    hasOddIds = false;
    oddTraceId = Text.EMPTY;
    oddSpanId = Text.EMPTY;
    name = Text.EMPTY;
    flags = 0;
    startNanos = 0;
    durationNanos = 0;
  }

  /// Whether nothing at all was said: some clients send such for a span that is null.
  boolean isEmpty() {
    return (traceHigh | traceLow | spanId | parentId | startNanos | durationNanos) == 0
        && !hasOddIds
        && name.isEmpty()
        && tags.count() + references.count() + logs.count() + warnings.size() == 0;
  }
}
