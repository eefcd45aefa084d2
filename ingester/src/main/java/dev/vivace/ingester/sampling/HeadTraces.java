package dev.vivace.ingester.sampling;

import dev.vivace.storage.head.ByteDictionary;
import dev.vivace.storage.head.LiveHead;
import dev.vivace.storage.head.ValueColumn;
import dev.vivace.storage.view.HeadView;
import dev.vivace.storage.view.ViewMemory;
import dev.vivace.traceql.ast.Scope;
import dev.vivace.traceql.table.CodedColumn;
import dev.vivace.traceql.table.Codes;
import dev.vivace.traceql.table.Values;
import java.nio.charset.StandardCharsets;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The traces of a head as policies look at them, by ordinal. Conditions on values are decided once
/// a value. For the thread that appends to the head, and until it appends again.
final class HeadTraces {

  private static final long NANOS_A_MILLI = 1_000_000;

  private final LiveHead head;
  private final HeadView view;

  /// Makes a view of the head, in some 60 ns a span.
  HeadTraces(LiveHead head) {
    this.head = head;
    // It lives until the cut is made, so that no column is made twice.
    this.view = HeadView.of(head, new ViewMemory(Long.MAX_VALUE));
  }

  /// Says whether a condition holds for a value.
  @FunctionalInterface
  interface ValueTest {

    boolean matches(Values values, int code);
  }

  long high(int trace) {
    return head.traces().high(trace);
  }

  long low(int trace) {
    return head.traces().low(trace);
  }

  int spanCount(int trace) {
    return head.traces().rowCount(trace);
  }

  /// Append time of the first span, nanoseconds since 1970.
  long beganNanos(int trace) {
    return head.traces().firstAppendNanos(trace);
  }

  /// From the first start of a span to the last end; a start of 0 is none.
  long durationMillis(int trace) {
    long[] starts = view.starts();
    long[] durations = view.durations();
    long first = 0;
    long last = 0;
    for (int row = view.firstRow(trace); row < view.firstRow(trace + 1); row++) {
      long end = starts[row] + durations[row];
      if (starts[row] != 0 && (first == 0 || Long.compareUnsigned(starts[row], first) < 0)) {
        first = starts[row];
      }
      last = Long.compareUnsigned(end, last) > 0 ? end : last;
    }
    return first == 0 ? 0 : Long.divideUnsigned(last - first, NANOS_A_MILLI);
  }

  /// Which traces have a span with such a status.
  IntPredicate withStatus(ValueTest test) {
    return anyRow(view.statuses(), test);
  }

  /// Which traces have a span that has such a value, or whose resource has.
  IntPredicate withAttribute(String key, ValueTest test) {
    IntPredicate inSpans = anyRow(view.attribute(Scope.SPAN, key), test);
    IntPredicate inResources = anyRow(view.attribute(Scope.RESOURCE, key), test);
    return trace -> inSpans.test(trace) || inResources.test(trace);
  }

  private IntPredicate anyRow(@Nullable CodedColumn column, ValueTest test) {
    if (column == null) {
      return _ -> false;
    }
    Values values = column.values();
    boolean[] matching = new boolean[values.count()];
    boolean any = false;
    for (int code = 0; code < matching.length; code++) {
      matching[code] = test.matches(values, code);
      any |= matching[code];
    }
    return any ? trace -> anyRow(trace, column.codes(), matching) : _ -> false;
  }

  private boolean anyRow(int trace, Codes codes, boolean[] matching) {
    for (int row = view.firstRow(trace); row < view.firstRow(trace + 1); row++) {
      if (matching[codes.get(row)]) {
        return true;
      }
    }
    return false;
  }

  /// Whether a span of the trace has these bits among its flags.
  boolean hasFlags(int trace, int bits) {
    ValueColumn flags = head.flags();
    return anyIndex(trace, flags, index -> (flags.number(index) & bits) == bits);
  }

  /// Whether a span of the trace has such a trace state.
  boolean hasTraceState(int trace, Predicate<String> test) {
    ValueColumn states = head.traceStates();
    return anyIndex(trace, states, index -> test.test(text(states.texts(), states.code(index))));
  }

  private boolean anyIndex(int trace, ValueColumn column, IntPredicate test) {
    if (column.count() == 0) {
      return false;
    }
    for (int row = head.traces().firstRow(trace); row >= 0; row = head.nextRowOfTrace(row)) {
      int index = column.indexOf(row);
      if (index >= 0 && test.test(index)) {
        return true;
      }
    }
    return false;
  }

  private static String text(ByteDictionary texts, int code) {
    return new String(
        texts.array(code), texts.offset(code), texts.length(code), StandardCharsets.UTF_8);
  }
}
