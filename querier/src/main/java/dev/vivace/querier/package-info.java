/// The query API.
///
/// ```text
///   HTTP ──▶ api    tenants, format of the answer, metrics
///              │
///              ├──▶ trace   a trace by its id ──▶ storage's TraceFinder
///              └──▶ json    answers as bytes, without a tree
/// ```
///
/// Start at [QuerierApi].
@NullMarked
package dev.vivace.querier;

import org.jspecify.annotations.NullMarked;
