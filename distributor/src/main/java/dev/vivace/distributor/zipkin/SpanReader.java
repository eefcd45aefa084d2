package dev.vivace.distributor.zipkin;

import org.jspecify.annotations.Nullable;

/// Gives the spans of a request, one after the other. Whatever the bytes are, reading ends, and in
/// [dev.vivace.model.error.InvalidRequestException] if they are not what they should be.
interface SpanReader {

  /// The next span, null after the last.
  @Nullable ZipkinSpan next();
}
