/// Live heads as tables that queries run on.
///
/// ```text
///   LiveHead ──▶ SharedView ──▶ HeadView     the rows of one moment, a trace's together
///                 renewed at       │  ├─ duplicates masked, columns made on first use by HeadColumns
///                 most 2/s         │  └─ HeadEvents, HeadLinks
///   parts of split traces ──▶ TraceJoin ──▶ HeadView of a private head
/// ```
///
/// Start at [HeadView]. What always holds: a view does not change although its head grows, every
/// array it hands out is its own or bytes that never move, and what views hold is counted by one
/// [ViewMemory].
@NullMarked
package dev.vivace.storage.view;

import org.jspecify.annotations.NullMarked;
