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
/// Start at [Ingester]. What always holds:
/// - A success answer comes after the log has the request, as durable as it is configured to be (by
///   default: after the fsync), and after its spans can be read.
/// - The log is trimmed only below what a committed section says is no longer owed.
@NullMarked
package dev.vivace.ingester;

import org.jspecify.annotations.NullMarked;
