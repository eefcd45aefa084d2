/// The engine: executes queries on tables of columns.
///
/// ```text
///   Query ──▶ SearchPlan ──run(table, window)──▶ TableMatches ──▶ FoundTrace
///                  │
///                  ├─ Pipeline      stages over the spansets of all traces of the table at once
///                  ├─ Conditions    one filter: conditions on bits, decided once a code
///                  ├─ RowValues     whatever needs more than that: row by row
///                  └─ Structure     relations in the tree, one pass over all rows
/// ```
///
/// Start at [dev.vivace.traceql.engine.SearchPlan]. What always holds:
/// - A condition on a column is decided for the codes that occur before any row is looked at.
/// - Nothing recurses over spans; nothing is kept a span but bits and what columns hold.
/// - What the oracle in the tests answers is right; this package is what makes it fast.
@NullMarked
package dev.vivace.traceql.engine;

import org.jspecify.annotations.NullMarked;
