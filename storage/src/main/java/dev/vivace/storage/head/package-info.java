/// The live head: the recent spans of one tenant as columns in memory, readable as soon as they are
/// appended.
///
/// ```text
///   SpanBatch ──▶ LiveHead ──┬─ span rows       ids, times, trace ordinal, resource and template codes
///                            ├─ AttributeStore  a column a key and type; rare keys in a bag (spans, events, links, …)
///                            ├─ TraceTable      trace id ──▶ ordinal ──▶ its rows
///                            └─ dictionaries    envelopes, names, templates: a code stands for the bytes
/// ```
///
/// Start at [LiveHead]. What always holds:
/// - Columns only grow. One thread appends; readers hold the head's read lock, or the head is
///   sealed.
/// - Every array and the objects of heads and columns are counted by [HeadMemory]: what the heads
///   of all tenants hold together is bounded by one budget.
/// - What only some spans have is made when the first of them comes, columns begin with four
///   values, and short strings share chunks: a tenant with ten ordinary spans takes less than 8
///   KiB.
/// - A head that is carried on keeps only what its rows use, so that nothing grows from cut to cut.
@NullMarked
package dev.vivace.storage.head;

import org.jspecify.annotations.NullMarked;
