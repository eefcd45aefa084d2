package dev.vivace.storage.log;

import dev.vivace.model.id.TenantId;
import dev.vivace.model.span.WireFormat;

/// One entry of the log: a request's bytes as received (inflated), with the verdict that replay
/// must repeat whatever the configuration says by then. The array belongs to whoever made the
/// record; only `[0, payloadLength)` counts.
///
/// @param receivedNanos nanoseconds since 1970; stands in for a span's missing start
/// @param maxAttributeBytes the truncation limit; 0 is none
/// @param refusedOrdinals the spans that were refused, by their position in the request
public record LogRecord(
    TenantId tenant,
    WireFormat format,
    long receivedNanos,
    int maxAttributeBytes,
    int[] refusedOrdinals,
    byte[] payload,
    int payloadLength) {}
