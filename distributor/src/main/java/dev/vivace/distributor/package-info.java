/// Receives spans: finds their tenant, decodes, validates, limits, and hands them to the write
/// path. It keeps nothing.
///
/// ```text
///   otlp: gRPC 4317 ──┐  tenant, budget, size, inflate         decode, counts
///   otlp: HTTP 4318 ──┴─────────▶ encoding ─────────▶ ingest ─────────────────▶ SpanIntake
///                                                     ▲  └── outcome ◀── durable, or why not
///   jaeger: gRPC 14250, HTTP 14268 ──┐                │
///   jaeger: UDP 6831, 6832 ──────────┼──▶ translate ──┘ as OTLP
///   zipkin: HTTP 9411 ───────────────┘
/// ```
///
/// In `ingest`, a tenant's rules for redaction are applied before anything is decoded (`redact`),
/// and copies of what is durable go to its forwarders (`forward`).
///
/// Start at [Distributor]; [DistributorConfig] says what can be chosen. Decoding runs on a pool as
/// large as the machine, event loops only move bytes.
@NullMarked
package dev.vivace.distributor;

import org.jspecify.annotations.NullMarked;
