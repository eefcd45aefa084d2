/// The query API.
///
/// ```text
///   HTTP ──▶ api    tenants, format of the answer, metrics
///              │
///              ├──▶ trace    a trace by its id ──▶ storage's TraceFinder
///              ├──▶ search   traces that match ──▶ TraceSearch
///              ├──▶ tags     names and values of attributes ──▶ TagSearch
///              ├──▶ metrics  time series of the spans that match ──▶ MetricsQueries
///              └──▶ json     answers as bytes, without a tree
///   gRPC ──▶ stream          search, tags and metrics, told while they run
/// ```
///
/// Start at [QuerierApi].
@NullMarked
package dev.vivace.querier;

import org.jspecify.annotations.NullMarked;
