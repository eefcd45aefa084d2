/// Sent against found, span by span and field by field.
///
/// ```text
///   Ledger ──▶ Standing of each part ──▶ Expectation: must, may and must not be found
///                                             │
///   an answer ──▶ SentSpan ───────────────────┘──▶ Fault: lost, doubled, altered, foreign, unsound
/// ```
///
/// Start at [Expectation].
@NullMarked
package dev.vivace.cli.compare;

import org.jspecify.annotations.NullMarked;
