package dev.vivace.traceql.field;

import dev.vivace.traceql.table.CodedColumn;
import dev.vivace.traceql.table.OwnedTable;
import dev.vivace.traceql.table.UnscopedColumn;
import dev.vivace.traceql.value.Value;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What a reference of the query is in one table.
public sealed interface Field {

  /// No row has it.
  record Missing() implements Field {}

  /// One code a row; a row here is an event or link for a field of these.
  record Coded(CodedColumn column) implements Field {}

  /// `.key` on span and resource.
  record Unscoped(UnscopedColumn column) implements Field {}

  /// Nanoseconds by row, read when they are needed; none is above `greatest`.
  record Durations(Supplier<long[]> nanos, long greatest) implements Field {}

  /// Nanoseconds by trace.
  record TraceDurations(long[] nanos) implements Field {}

  /// The text that the trace's root has in a column; empty if there is no root, or no text.
  record OfRoot(@Nullable CodedColumn column, int[] roots) implements Field {}

  /// The same for all spans of a trace.
  record OfTrace(IntFunction<Value> valueOfTrace) implements Field {}

  /// Worked out for each row.
  record Computed(IntFunction<Value> valueOfRow) implements Field {}

  /// A field of events or links.
  record Owned(OwnedTable table, Field field) implements Field {}
}
