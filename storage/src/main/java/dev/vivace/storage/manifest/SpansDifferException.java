package dev.vivace.storage.manifest;

/// The outputs of a compaction do not hold the spans of its inputs: nothing is committed.
public final class SpansDifferException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  SpansDifferException(String message) {
    super(message);
  }
}
