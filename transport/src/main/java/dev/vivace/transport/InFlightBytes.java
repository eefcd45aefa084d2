package dev.vivace.transport;

import java.util.concurrent.atomic.AtomicLong;

/// How many request bytes the process may hold at once, over all listeners that share the budget.
/// Whoever acquires bytes releases as many when they are let go. Who finds it used up answers
/// "busy", so a flood ends in 503 and never in an `OutOfMemoryError`. Thread-safe, never blocks.
public final class InFlightBytes {

  private final long maxBytes;
  private final AtomicLong usedBytes = new AtomicLong();

  public InFlightBytes(long maxBytes) {
    if (maxBytes <= 0) {
      throw new IllegalArgumentException(
          "budget of bytes in flight: %d (expected: > 0)".formatted(maxBytes));
    }
    this.maxBytes = maxBytes;
  }

  /// Takes the bytes out of the budget, or nothing if they do not fit.
  public boolean tryAcquire(long bytes) {
    long used = usedBytes.get();
    while (bytes <= maxBytes - used) {
      long witness = usedBytes.compareAndExchange(used, used + bytes);
      if (witness == used) {
        return true;
      }
      used = witness;
    }
    return false;
  }

  /// Gives back what was acquired.
  public void release(long bytes) {
    long left = usedBytes.addAndGet(-bytes);
    assert left >= 0 : "released " + -left + " bytes more than were acquired";
  }

  public long usedBytes() {
    return usedBytes.get();
  }

  public long maxBytes() {
    return maxBytes;
  }
}
