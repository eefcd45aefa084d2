/// What queries are executed on: whole traces as columns, wherever they are kept.
///
/// ```text
///   SpanTable ── firstRow(trace)      rows of a trace lie together
///       ├─ CodedColumn                one code a row ──▶ Values: what a code stands for
///       ├─ long[] starts, durations, ids
///       ├─ EventTable, LinkTable      rows of their own, a range a span
///       ├─ TraceTree                  parents by the language's rules
///       └─ TraceFacts                 start, end and root of each trace
/// ```
///
/// Start at [dev.vivace.traceql.table.SpanTable]. Whoever keeps spans implements it; columns are
/// made on first use and then kept, so all of them are immutable and any thread may read them.
@NullMarked
package dev.vivace.traceql.table;

import org.jspecify.annotations.NullMarked;
