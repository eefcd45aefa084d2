package dev.vivace.querier.json;

/// An answer grew beyond the limit for answers.
public final class AnswerTooLargeException extends RuntimeException {

  private final long maxBytes;

  AnswerTooLargeException(long maxBytes) {
    super("the answer exceeds %d bytes".formatted(maxBytes));
    this.maxBytes = maxBytes;
  }

  public long maxBytes() {
    return maxBytes;
  }
}
