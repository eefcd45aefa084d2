package dev.vivace.transport.http;

import dev.vivace.transport.InFlightBytes;

/// What answers may take in memory until their clients have read them, so that clients who ask for
/// much and read nothing cannot fill it: a twelfth of the heap, 48 MiB at most, and as much again
/// outside of it, where Netty copies them to. Small answers are not counted, and one that is larger
/// than all of it goes alone. Thread-safe.
final class WaitingAnswers {

  /// Whoever gets this must not send the answer.
  static final long REFUSED = -1;

  private static final int SMALL_BYTES = 16 << 10;
  private static final int SHARE_OF_HEAP = 12;
  private static final long MIN_BYTES = 16 << 20;
  private static final long MAX_BYTES = 48 << 20;

  private final InFlightBytes budget;

  WaitingAnswers(long maxBytes) {
    budget = new InFlightBytes(maxBytes);
  }

  static WaitingAnswers ofHeap() {
    return new WaitingAnswers(
        Math.clamp(Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP, MIN_BYTES, MAX_BYTES));
  }

  /// Counts an answer that is about to be sent.
  ///
  /// @return what is to be released afterwards, or [#REFUSED]
  long tryHold(int answerBytes) {
    if (answerBytes <= SMALL_BYTES) {
      return 0;
    }
    long counted = Math.min(answerBytes, budget.maxBytes());
    return budget.tryAcquire(counted) ? counted : REFUSED;
  }

  void release(long heldBytes) {
    budget.release(heldBytes);
  }

  long maxBytes() {
    return budget.maxBytes();
  }
}
