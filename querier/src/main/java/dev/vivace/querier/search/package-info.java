/// Searching: from a checked request to the traces that match.
///
/// ```text
///   SearchHandler (HTTP) ─┐                                  ┌─ heads' views, joined traces
///                         ├─▶ TraceSearch ──▶ traceql.engine ┤
///   SearchStream (gRPC) ──┘        │                         └─ row groups, newest first
///                                  └──▶ SearchProgress, twice a second
/// ```
///
/// Start at [dev.vivace.querier.search.TraceSearch].
@NullMarked
package dev.vivace.querier.search;

import org.jspecify.annotations.NullMarked;
