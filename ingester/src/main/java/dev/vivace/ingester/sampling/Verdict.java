package dev.vivace.ingester.sampling;

/// What one policy says of a trace.
enum Verdict {
  SAMPLED,
  NOT_SAMPLED,
  /// Sampled, unless another policy does not sample it.
  INVERT_SAMPLED,
  /// Not sampled, whatever others say.
  INVERT_NOT_SAMPLED,
  /// Dropped, whatever others say.
  DROPPED;

  static Verdict of(boolean isSampled) {
    return isSampled ? SAMPLED : NOT_SAMPLED;
  }

  static Verdict of(boolean isFound, boolean isInverted) {
    if (isInverted) {
      return isFound ? INVERT_NOT_SAMPLED : INVERT_SAMPLED;
    }
    return of(isFound);
  }

  boolean isSampled() {
    return this == SAMPLED || this == INVERT_SAMPLED;
  }
}
