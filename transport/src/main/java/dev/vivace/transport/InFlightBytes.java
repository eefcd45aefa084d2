package dev.vivace.transport;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/// How many request bytes the process may hold at once, over all listeners that share the budget.
/// Whoever acquires bytes releases as many when they are let go. Who finds it used up answers
/// "busy", so a flood ends in 503 and never in an `OutOfMemoryError`. Thread-safe, never blocks.
///
/// While what comes behind is slow the budget is a quarter: what is let in would only wait.
public final class InFlightBytes {

  private static final int SLOW_SHARE = 4;

  private final long maxBytes;
  private final BooleanSupplier isSlow;
  private final AtomicLong usedBytes = new AtomicLong();

  public InFlightBytes(long maxBytes) {
    this(maxBytes, () -> false);
  }

  /// @param isSlow whether what takes the requests is slow; asked for each acquisition
  public InFlightBytes(long maxBytes, BooleanSupplier isSlow) {
    if (maxBytes <= 0) {
      throw new IllegalArgumentException(
          "budget of bytes in flight: %d (expected: > 0)".formatted(maxBytes));
    }
    this.maxBytes = maxBytes;
    this.isSlow = isSlow;
  }

  /// Takes the bytes out of the budget, or nothing if they do not fit.
  public boolean tryAcquire(long bytes) {
    long limit = limitBytes();
    long used = usedBytes.get();
    while (bytes <= limit - used) {
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

  /// What may be held when nothing is slow.
  public long maxBytes() {
    return maxBytes;
  }

  /// What may be held now.
  public long limitBytes() {
    return isSlow.getAsBoolean() ? maxBytes / SLOW_SHARE : maxBytes;
  }
}
