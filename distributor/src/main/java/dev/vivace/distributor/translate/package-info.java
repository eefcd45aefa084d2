/// What translations of other senders' formats into OTLP share: a writer of export requests. The
/// bytes it makes go the way of every OTLP request, so validation, truncation, limits and counts
/// are the same for all.
///
/// ```text
///   Thrift, protobuf, JSON ──reader──▶ translation ──▶ OtlpRequestWriter ──▶ RequestBytes ──▶ SpanIngest
/// ```
///
/// Start at [OtlpRequestWriter].
@NullMarked
package dev.vivace.distributor.translate;

import org.jspecify.annotations.NullMarked;
