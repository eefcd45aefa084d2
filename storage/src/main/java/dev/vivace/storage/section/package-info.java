/// Sections: which offsets of a log have become which blocks.
///
/// ```text
///   =log/<logId>/<partition>/<start>   one small immutable object a section, created if absent
///        [0, 812) ──▶ [812, 1650) ──▶ [1650, …)      the key of the next is the end of this one
/// ```
///
/// Start at [SectionChain]. What always holds:
/// - A section's blocks exist before its object does; before the object exists nothing of it is
///   visible, after it all of it is.
/// - Of several writers of one section exactly one wins; the others adopt what it wrote.
/// - Records at or above `replayFrom` of the last section are still owed: its carried traces, and
///   everything from its end on.
@NullMarked
package dev.vivace.storage.section;

import org.jspecify.annotations.NullMarked;
