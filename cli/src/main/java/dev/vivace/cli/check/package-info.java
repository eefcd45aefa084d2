/// The questions that the auditor asks, and what it makes of the answers.
///
/// ```text
///   Auditor ──▶ Question (a trace by id · searches · tags · counts) ──▶ QueryApi
///      │              ▲
///      └──▶ Patience ─┘  asks again while the server is away or something is absent
///              │
///              ▼
///           Report: what was checked, findings by class, as text and JSON
/// ```
///
/// Start at [Auditor]. What always holds:
/// - What an answer must have was acknowledged before the question.
/// - A finding is what the server said, never that it said nothing: that is counted apart.
@NullMarked
package dev.vivace.cli.check;

import org.jspecify.annotations.NullMarked;
