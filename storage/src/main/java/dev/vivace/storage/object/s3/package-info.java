/// Objects in a bucket that speaks S3.
///
/// ```text
///   S3ObjectStore ──▶ S3Calls ──▶ one attempt ──▶ bucket
///     keys, ranges,     retries, deadline,
///     conditions        circuit breaker, hedges, metrics
/// ```
///
/// Start at [S3ObjectStore]. What always holds:
/// - An object comes into being by `If-None-Match: *` alone, also a large one, which is sent in
///   parts.
/// - A request has three outcomes: done, not done, unknown. Unknown is never told as one of the
///   others.
/// - The SDK repeats nothing; what is repeated, and how often, is decided in [S3Calls].
@NullMarked
package dev.vivace.storage.object.s3;

import org.jspecify.annotations.NullMarked;
