package dev.vivace.storage.intake;

import dev.vivace.model.id.TenantId;
import dev.vivace.model.span.SpanBatch;
import dev.vivace.model.span.WireFormat;
import org.jspecify.annotations.Nullable;

/// Where receivers hand decoded requests: they become durable, then visible to queries, then they
/// are answered.
public interface SpanIntake {

  /// Appends one request. Returns at once; `done` runs exactly once, on a thread that must not be
  /// blocked. The batch belongs to the intake until then.
  ///
  /// @param receivedNanos nanoseconds since 1970
  /// @param maxAttributeBytes the truncation limit the batch was decoded with; 0 is none
  void append(
      TenantId tenant,
      WireFormat format,
      long receivedNanos,
      int maxAttributeBytes,
      SpanBatch batch,
      Done done);

  /// Whether appends wait long for the disk: receivers then take in less at a time.
  default boolean isSlow() {
    return false;
  }

  /// The outcome of an append.
  @FunctionalInterface
  interface Done {

    /// Takes the outcome.
    ///
    /// @param failure null if the spans are durable and visible; else why they may not be: their
    ///   outcome is unknown and the client is told to send them again
    void run(@Nullable Throwable failure);
  }
}
