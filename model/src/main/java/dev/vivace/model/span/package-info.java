/// Decoded spans: the columns' input, shared by every wire format, the log's replay and the live
/// head.
///
/// ```text
///   request bytes ──▶ reader of the wire format ──▶ SpanBatch ──▶ log append ──▶ live columns
///                                                      └──▶ verdict: which spans were refused, and why
/// ```
///
/// Start at [SpanBatch]. What always holds: strings are valid UTF-8, ids have the right length, and
/// whatever decoding changed is counted in [DecodeCounts].
@NullMarked
package dev.vivace.model.span;

import org.jspecify.annotations.NullMarked;
