/// The Zipkin receiver: both versions of its API, each in both of its encodings, put into words of
/// OTLP.
///
/// ```text
///   v2 JSON     ──▶ V2JsonReader ─────┐
///   v2 protobuf ──▶ V2ProtobufReader ─┤
///   v1 JSON     ──▶ V1JsonReader ─┐   ├──▶ ZipkinSpan ──▶ SpanTranslator ──▶ OtlpRequestWriter
///   v1 Thrift   ──▶ V1ThriftReader┴──▶ V1Converter
/// ```
///
/// Start at [ZipkinReceiver], [ZipkinFormat] and [SpanTranslator]. What always holds:
/// - A span is read, translated and forgotten before the next one: what is held at once is one span
///   and the translation.
/// - A span without a usable id is translated all the same, so that it is refused, with the others
///   stored, where every span's ids are checked.
///
/// Source: Zipkin API v1 and v2 (`zipkin2-api.yaml`, `zipkin.proto`, `zipkinCore.thrift`).
@NullMarked
package dev.vivace.distributor.zipkin;

import org.jspecify.annotations.NullMarked;
