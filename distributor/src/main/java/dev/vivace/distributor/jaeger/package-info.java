/// The Jaeger receivers: Thrift over HTTP and UDP, protobuf over gRPC, each read into the same
/// columns and translated to OTLP, from where on every span goes one way.
///
/// ```text
///   HTTP, binary ─────┐
///   UDP, binary ──────┼─▶ ThriftBatchReader ──┐
///   UDP, compact ─────┘                       ├─▶ JaegerSpan ──▶ SpanTranslator ──▶ OtlpRequestWriter
///   gRPC, protobuf ─────▶ ProtobufBatchReader ┘   one, reused                             │
///                                                                                TranslatedIngest
/// ```
///
/// Start at [JaegerReceivers] for the transports, at [SpanTranslator] for what becomes of a span.
/// What always holds: a span is held in columns that point into the request, and no more of it than
/// was read; a number in the request never decides what is allocated.
///
/// Source: `jaeger.thrift`, `agent.thrift`, `model.proto` and `collector.proto` of jaeger-idl.
@NullMarked
package dev.vivace.distributor.jaeger;

import org.jspecify.annotations.NullMarked;
