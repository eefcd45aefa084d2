/// What the auditor knows about its requests: a file to which lines are only ever added, and what
/// they say in memory.
///
/// ```text
///   vivace-audit 1 seed 42 tenants a,b         once, the first line
///   session 0 1795310306000000000 20000000     first slot, its time, the distance of slots, in ns
///   reserved 1000                              slots below this may have been sent
///   17 main acknowledged 1795310306512         n, part, outcome, when it was known in ms
///   ended 360                                  an orderly end: slots from this one on were not sent
/// ```
///
/// A part of which no line tells may or may not have been sent: its outcome is unknown. So a crash
/// of the auditor costs certainty about the last moments and nothing else.
///
/// Start at [Journal], which writes, and [Ledger], which holds what was read. What always holds:
/// - Nothing of a slot is sent before a line that reserves it is on disk.
/// - A last line without its end is passed over.
@NullMarked
package dev.vivace.cli.journal;

import org.jspecify.annotations.NullMarked;
