/// How spans lie in the tables of a block, and how they come out again.
///
/// ```text
///   LiveHead ──▶ HeadSealer ──▶ TraceLayout       rows of a trace in pre-order, duplicates dropped
///                    │      └─▶ RowGroupEncoder   codes, times, ids; AttributeEncoder for each kind of owner
///                    ▼
///                  block ──▶ BlockTraceReader ──▶ OTLP spans of one trace
/// ```
///
/// Start at [HeadSealer] and [BlockTraceReader]; [SpanSchema] names tables and columns. What always
/// holds:
/// - A trace's rows are contiguous and in pre-order; `depth` implies the parent, what it does not
///   imply is kept.
/// - Attributes are columns; what all spans of a template agree on stands once, in front of the
///   column's values. Keys that would make too many templates are in none: their columns say by a
///   bitmap which rows have a value ([OptionalKeys], [Presence]).
@NullMarked
package dev.vivace.storage.spans;

import org.jspecify.annotations.NullMarked;
