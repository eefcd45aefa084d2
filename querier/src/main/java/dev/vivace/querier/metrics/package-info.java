/// TraceQL metrics: from a checked request to time series.
///
/// ```text
///   MetricsHandlers (HTTP) ─┐                                     ┌─ heads' views, joined traces
///                           ├─▶ MetricsQueries ─▶ traceql.metrics ┤
///   MetricsStreams (gRPC) ──┘        │                            └─ row groups, newest first
///                                    └──▶ MetricsProgress: intervals that are final
/// ```
///
/// Start at [dev.vivace.querier.metrics.MetricsRules], what may be asked, and
/// [dev.vivace.querier.metrics.TableMetrics], how it is answered.
@NullMarked
package dev.vivace.querier.metrics;

import org.jspecify.annotations.NullMarked;
