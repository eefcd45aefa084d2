package dev.vivace.transport.http;

import dev.vivace.transport.InFlightBytes;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// What answers may take in memory until their clients have read them, so that clients who ask for
/// much and read nothing cannot fill it: a twelfth of the heap, 48 MiB at most, and as much again
/// outside of it, where Netty copies them to. Those that find no room wait for a while, three times
/// as many. Small answers are not counted, and one that is larger than all of it goes alone.
/// Thread-safe.
final class WaitingAnswers {

  /// Whoever gets this must not send the answer.
  static final long REFUSED = -1;

  private static final int SMALL_BYTES = 16 << 10;
  private static final int SHARE_OF_HEAP = 12;
  private static final long MIN_BYTES = 16 << 20;
  private static final long MAX_BYTES = 48 << 20;

  private static final int WAITING = 3;
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final InFlightBytes budget;
  private final InFlightBytes queue;
  private final long patienceNanos;

  WaitingAnswers(long maxBytes) {
    this(maxBytes, PATIENCE);
  }

  WaitingAnswers(long maxBytes, Duration patience) {
    budget = new InFlightBytes(maxBytes);
    queue = new InFlightBytes(WAITING * maxBytes);
    patienceNanos = patience.toNanos();
  }

  static WaitingAnswers ofHeap() {
    return new WaitingAnswers(
        Math.clamp(Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP, MIN_BYTES, MAX_BYTES));
  }

  /// Counts an answer that is about to be sent; waits a few seconds while there is no room.
  ///
  /// @return what is to be released afterwards, or [#REFUSED]
  long hold(int answerBytes) {
    if (answerBytes <= SMALL_BYTES) {
      return 0;
    }
    long counted = Math.min(answerBytes, budget.maxBytes());
    if (budget.tryAcquire(counted)) {
      return counted;
    }
    if (!queue.tryAcquire(counted)) {
      return REFUSED;
    }
    try {
      return isRoomFor(counted) ? counted : REFUSED;
    } finally {
      queue.release(counted);
    }
  }

  private synchronized boolean isRoomFor(long counted) {
    long deadline = System.nanoTime() + patienceNanos;
    try {
      while (!budget.tryAcquire(counted)) {
        long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        if (left <= 0) {
          return false;
        }
        wait(left);
      }
      return true;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt(); // The server ends: nobody waits for the answer.
      return false;
    }
  }

  /// @param heldBytes what [#hold] has returned; nothing happens for what it did not count
  void release(long heldBytes) {
    if (heldBytes > 0) {
      budget.release(heldBytes);
      wakeThoseWhoWait();
    }
  }

  private synchronized void wakeThoseWhoWait() {
    notifyAll();
  }

  long maxBytes() {
    return budget.maxBytes();
  }
}
