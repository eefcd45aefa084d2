/// The query API.
///
/// ```text
///   HTTP ──▶ api    tenants, format of the answer, metrics
///              │
///              ├──▶ trace    a trace by its id ──▶ storage's TraceFinder
///              ├──▶ search   traces that match ──▶ TraceSearch
///              ├──▶ tags     names and values of attributes ──▶ TagSearch
///              └──▶ json     answers as bytes, without a tree
///   gRPC ──▶ stream          search and tags, told while they run
/// ```
///
/// Start at [QuerierApi].
@NullMarked
package dev.vivace.querier;

import org.jspecify.annotations.NullMarked;
