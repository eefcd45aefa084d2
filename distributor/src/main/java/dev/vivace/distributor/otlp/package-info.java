/// The OTLP receivers: gRPC and HTTP, each a translation between its protocol's words and
/// [dev.vivace.distributor.ingest.SpanIngest].
///
/// Source: OpenTelemetry Protocol Specification 1.11, "OTLP/gRPC" and "OTLP/HTTP".
@NullMarked
package dev.vivace.distributor.otlp;

import org.jspecify.annotations.NullMarked;
