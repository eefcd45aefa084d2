package dev.vivace.distributor.ingest;

import dev.vivace.model.span.WireFormat;

/// What is done to a tenant's requests before they are decoded, so that nobody ever sees the rest:
/// not the log, the blocks, the lines about single spans or the forwarders. Thread-safe.
public interface RequestRedaction {

  /// Puts the redacted request, in OTLP protobuf whatever it was before, in the place of the one
  /// that came. Throws [dev.vivace.model.error.InvalidRequestException] if it cannot be read,
  /// [dev.vivace.model.error.RequestTooLargeException] if it becomes too large, [RefusedException]
  /// if memory does not allow it now.
  RedactionCounts redact(WireFormat format, RequestBytes request) throws RefusedException;
}
