package dev.vivace.traceql.span;

import dev.vivace.traceql.ast.Scope;
import dev.vivace.traceql.value.Kind;
import dev.vivace.traceql.value.Status;
import dev.vivace.traceql.value.Value;
import java.util.List;

/// One span of a trace.
public interface SpanView {

  /// 16 lower-case hex digits.
  String spanId();

  /// As [#spanId]; sixteen zeros if the span has no parent id.
  String parentSpanId();

  String name();

  Kind kind();

  Status status();

  /// Empty if there is none.
  String statusMessage();

  /// Unsigned.
  long startUnixNanos();

  /// Never negative.
  long durationNanos();

  /// Empty if there is none.
  String instrumentationName();

  /// Empty if there is none.
  String instrumentationVersion();

  /// The first value of the key in one of the scopes SPAN, RESOURCE and INSTRUMENTATION; nil if it
  /// is not there.
  Value attribute(Scope scope, String key);

  /// In the order they were sent.
  List<? extends EventView> events();

  /// In the order they were sent.
  List<? extends LinkView> links();

  /// The place in the tree. A span is connected if it hangs below a span without parent id.
  NestedSet nestedSet();

  /// How many spans of the trace are its direct children.
  int childCount();

  /// The same number for the spans that were sent under one resource.
  int resourceIndex();
}
