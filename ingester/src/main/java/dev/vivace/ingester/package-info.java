/// The ingester: makes spans durable, keeps the recent ones readable, cuts sections and writes them
/// as blocks.
///
/// ```text
///   append ──▶ TraceLog ──▶ queue ──▶ LiveSection ─────────▶ SectionWriter ──▶ blocks ──▶ section commit
///              (durable)              heads, visible; answer   (one thread)                 │
///                                     cut: size, age, memory,               trim the log ◀──┘
///                                     a marker if nothing comes
/// ```
///
/// Before it stands the [TraceLimiter], which refuses what a tenant's limits of traces do not
/// admit. A cut decides by [dev.vivace.ingester.sampling] which traces of a tenant that samples go
/// to its block.
///
/// Start at [Ingester]. What always holds:
/// - A success answer comes after the log has the request, as durable as it is configured to be (by
///   default: after the fsync), and after its spans can be read.
/// - The log is trimmed only below what a committed section says is no longer owed.
/// - What a step of writing a section has done is never done again: blocks, then one commit with
///   one nonce, then the swap. Whatever fails is tried again from there.
/// - Heads hold at most their budget and the growth by one request: sections are cut at three
///   quarters of it, a cut copies no more than is free, and beyond it appends wait.
@NullMarked
package dev.vivace.ingester;

import org.jspecify.annotations.NullMarked;
