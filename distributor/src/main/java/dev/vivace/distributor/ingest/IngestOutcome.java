package dev.vivace.distributor.ingest;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What became of a request; receivers put it into the words of their protocol.
public sealed interface IngestOutcome {

  /// Every span is durable (or there was none).
  record Stored() implements IngestOutcome {}

  /// Some spans are durable, the others were refused and must not be sent again.
  record PartlyStored(long refusedSpans, String message) implements IngestOutcome {}

  /// Nothing was stored, or it is not known.
  ///
  /// @param field what in the request is wrong, if one can say
  /// @param retryAfter when the same request may succeed; null says nothing about it
  record Failed(
      Failure failure, String message, @Nullable String field, @Nullable Duration retryAfter)
      implements IngestOutcome {

    private static final int MAX_MESSAGE_CHARS = 1024;
    private static final Duration SOON = Duration.ofSeconds(1);

    /// Messages are cut to 1024 characters: gRPC sends them in headers, which clients limit.
    public Failed {
      if (message.length() > MAX_MESSAGE_CHARS) {
        message = message.substring(0, MAX_MESSAGE_CHARS - 1) + "…";
      }
    }

    public Failed(Failure failure, String message, @Nullable String field) {
      this(failure, message, field, failure.isRetryable() ? SOON : null);
    }

    public Failed(Failure failure, String message) {
      this(failure, message, null);
    }
  }
}
