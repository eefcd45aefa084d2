package dev.vivace.traceql.table;

import dev.vivace.traceql.ast.Scope;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/// Whole traces as columns: a head's view, a row group of a block, or traces joined for one query.
/// A row is a span; the rows of a trace lie together, in any order. All arrays are shared and not
/// to be changed; each may be read by any thread.
public interface SpanTable {

  int rowCount();

  int traceCount();

  /// By trace its first row; one entry more than there are traces, `rowCount()`.
  int[] firstRows();

  /// The first row of a trace; `rowCount()` for `traceCount()`.
  default int firstRow(int trace) {
    return firstRows()[trace];
  }

  long traceHigh(int trace);

  long traceLow(int trace);

  /// Rows that count as absent, a bit each as [Bits] keeps them: duplicates, and traces that are
  /// read elsewhere. Null if there are none.
  long @Nullable [] maskedRows();

  /// Unsigned nanoseconds since 1970, by row.
  long[] starts();

  /// End minus start, by row; never negative.
  long[] durations();

  /// No duration is greater: known without reading them.
  default long maxDuration() {
    return Long.MAX_VALUE;
  }

  /// Span ids by row.
  long[] spanIds();

  /// Parent ids by row as they were sent; 0 is none.
  long[] parentIds();

  /// The same code for spans that were sent under equal resources.
  Codes resources();

  CodedColumn names();

  /// Of type [ValueType#STATUS].
  CodedColumn statuses();

  /// Of type [ValueType#KIND].
  CodedColumn kinds();

  /// Empty texts where there is none.
  CodedColumn statusMessages();

  /// Empty texts where there is none.
  CodedColumn scopeNames();

  /// Empty texts where there is none.
  CodedColumn scopeVersions();

  /// The first value of a key, by row.
  ///
  /// @param scope SPAN, RESOURCE or INSTRUMENTATION
  /// @return null if no row has the key
  @Nullable CodedColumn attribute(Scope scope, String key);

  /// What `.key` reads: the span's value if the span has the key at all, else the resource's.
  ///
  /// @return null if no row has the key
  @Nullable UnscopedColumn unscoped(String key);

  EventTable events();

  LinkTable links();

  /// The keys that some row has, of SPAN, RESOURCE, INSTRUMENTATION, EVENT or LINK; also those that
  /// only masked rows have.
  Collection<String> keys(Scope scope);

  /// Made once, see [TraceTree#of].
  TraceTree tree();

  /// Made once, see [TraceFacts#of].
  TraceFacts facts();

  /// See [TraceStarts#of]; to be kept where it is asked for often.
  default TraceStarts traceStarts() {
    return TraceStarts.of(this);
  }

  /// What the table takes where it is kept, for the metrics of an answer.
  long sizeBytes();
}
