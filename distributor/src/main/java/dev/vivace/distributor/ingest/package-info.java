/// What all receivers share, from a request's inflated bytes to its outcome: tenant, pools,
/// decoding, counts, and the hand-over to the write path. Start at [SpanIngest].
@NullMarked
package dev.vivace.distributor.ingest;

import org.jspecify.annotations.NullMarked;
