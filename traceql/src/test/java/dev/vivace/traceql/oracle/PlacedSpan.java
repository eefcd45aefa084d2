package dev.vivace.traceql.oracle;

import dev.vivace.traceql.ast.Scope;
import dev.vivace.traceql.span.NestedSet;
import dev.vivace.traceql.span.SpanView;
import dev.vivace.traceql.value.Kind;
import dev.vivace.traceql.value.Status;
import dev.vivace.traceql.value.Value;
import dev.vivace.traceql.value.Value.Nil;
import java.util.List;
import java.util.Map;

/// A span made by hand, in its place in the tree.
record PlacedSpan(PlainSpan span, NestedSet nestedSet, int childCount) implements SpanView {

  private static final String NO_PARENT = "0000000000000000";

  @Override
  public String spanId() {
    return span.spanId();
  }

  @Override
  public String parentSpanId() {
    return span.parentSpanId().isEmpty() ? NO_PARENT : span.parentSpanId();
  }

  @Override
  public String name() {
    return span.name();
  }

  @Override
  public Kind kind() {
    return span.kind();
  }

  @Override
  public Status status() {
    return span.status();
  }

  @Override
  public String statusMessage() {
    return span.statusMessage();
  }

  @Override
  public long startUnixNanos() {
    return span.startUnixNanos();
  }

  @Override
  public long durationNanos() {
    return span.durationNanos();
  }

  @Override
  public String instrumentationName() {
    return span.resource().instrumentationName();
  }

  @Override
  public String instrumentationVersion() {
    return span.resource().instrumentationVersion();
  }

  @Override
  public Value attribute(Scope scope, String key) {
    Map<String, Value> attributes =
        switch (scope) {
          case SPAN -> span.attributes();
          case RESOURCE -> span.resource().attributes();
          case INSTRUMENTATION -> span.resource().instrumentationAttributes();
          case UNSCOPED, EVENT, LINK, PARENT, PARENT_SPAN, PARENT_RESOURCE ->
              throw new IllegalArgumentException(scope + " is no scope of one value a span");
        };
    return attributes.getOrDefault(key, Nil.NIL);
  }

  @Override
  public List<PlainEvent> events() {
    return span.events();
  }

  @Override
  public List<PlainLink> links() {
    return span.links();
  }

  @Override
  public int resourceIndex() {
    return span.resource().index();
  }
}
