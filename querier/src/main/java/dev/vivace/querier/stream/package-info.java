/// The streaming service, `tempopb.StreamingQuerier`: what [dev.vivace.querier.search],
/// [dev.vivace.querier.tags] and [dev.vivace.querier.metrics] find, told twice a second while they
/// look, then as a whole.
///
/// ```text
///   call ─▶ TenantInterceptor ─▶ StreamingQuerier ─▶ StreamCall ─▶ SearchStream, TagStream, RangeStream
///                                                        ▲               │ diffs, packets
///                                  cancel, ready ────────┴───────────────┘
/// ```
///
/// Start at [dev.vivace.querier.stream.StreamingQuerier].
@NullMarked
package dev.vivace.querier.stream;

import org.jspecify.annotations.NullMarked;
