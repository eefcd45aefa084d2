/// Forwarders: copies of durable spans for further backends, over OTLP/gRPC, as well as it goes.
///
/// ```text
///   SpanIngest ──copy──▶ Forwarders ──▶ ForwardTarget, one an endpoint
///                                          └─ queue, one a tenant ──▶ workers ──▶ Export ──▶ backend
/// ```
///
/// Start at [Forwarders]. What always holds:
/// - A tenant's limits name forwarders and nothing else: where a copy may go is the operator's
///   alone.
/// - What waits is bounded, in requests a tenant and in bytes over all. What does not fit, is
///   refused by the backend or takes too long is dropped and counted; nothing is sent twice.
@NullMarked
package dev.vivace.distributor.forward;

import org.jspecify.annotations.NullMarked;
