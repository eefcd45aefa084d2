/// TraceQL metrics over columns: from the rows that a pipeline keeps to time series (specification
/// 9 and 10).
///
/// ```text
///   SpanTable ──▶ SearchPlan ──▶ CountedRows ──▶ kernels ──▶ GroupState     (once a table)
///                                                                │
///   answer ◀── SeriesArithmetic ◀── SecondStages ◀── TimeSeries ◀┘         (once a query)
/// ```
///
/// Start at [MetricsPlan]. What always holds:
/// - What tables add is associative: order and cut of the tables never change a sample by more than
///   rounding.
/// - `topk` and the most frequent values of `compare` are taken after the last table.
/// - The state is bounded by [MetricsLimits]; what does not fit is left out and said.
@NullMarked
package dev.vivace.traceql.metrics;

import org.jspecify.annotations.NullMarked;
