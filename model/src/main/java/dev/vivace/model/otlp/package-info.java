/// OTLP, the wire format of OpenTelemetry: into columns and back.
///
/// ```text
///   JSON ──▶ OtlpJsonTranscoder ──▶ protobuf ──▶ OtlpProtobufReader ──▶ SpanBatch
///                                                                          │
///                                            answers ◀── OtlpSpanWriter ◀──┘
/// ```
///
/// Start at [SpanDecoder]. What always holds:
/// - One bad span costs that span alone; only bytes that cannot be read at all cost the request.
/// - Fields come in any order. What a batch says is what the generated classes would say, unknown
///   fields included.
/// - The same bytes and limit give the same batch, today and when the log is replayed.
///
/// Source: OpenTelemetry protocol specification 1.11 and its `trace.proto`, `common.proto`.
@NullMarked
package dev.vivace.model.otlp;

import org.jspecify.annotations.NullMarked;
