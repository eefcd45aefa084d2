package dev.vivace.traceql.span;

import java.util.List;

/// All spans of one trace id, wherever they are kept.
public interface TraceView {

  /// 32 lower-case hex digits.
  String traceId();

  /// Of the spans without a parent id, the name of the one that starts last, ties by larger span
  /// id; empty if there is none.
  String rootName();

  /// The root's `service.name`, empty if it has none or there is no root.
  String rootServiceName();

  /// The earliest start, unsigned.
  long startUnixNanos();

  /// From the first start to the last end, never negative.
  long durationNanos();

  /// By start, then by span id.
  List<? extends SpanView> spans();
}
