package dev.vivace.distributor.otlp;

import dev.vivace.distributor.ingest.RequestBuffers;
import dev.vivace.distributor.ingest.SpanIngest;
import dev.vivace.distributor.ingest.TenantReader;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.Executor;

/// What the two OTLP receivers share.
///
/// @param workers inflates and decodes: as many threads as the machine has cores
public record OtlpResources(
    TenantReader tenants,
    RequestBuffers buffers,
    SpanIngest ingest,
    OtherSignals otherSignals,
    Executor workers,
    MeterRegistry registry) {}
