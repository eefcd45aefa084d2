package dev.vivace.storage.simulation;

import java.util.Comparator;
import java.util.PriorityQueue;

/// Time that passes only when nothing is left to do now: what happens next is the earliest of what
/// was planned, and of several at one time the first that was planned.
final class VirtualTime {

  private record Planned(long atNanos, long number, Runnable action) {}

  private final PriorityQueue<Planned> queue =
      new PriorityQueue<>(
          Comparator.comparingLong(Planned::atNanos).thenComparingLong(Planned::number));
  private long nowNanos;
  private long number;
  private long steps;

  VirtualTime(long startNanos) {
    nowNanos = startNanos;
  }

  long nowNanos() {
    return nowNanos;
  }

  long steps() {
    return steps;
  }

  void after(long delayNanos, Runnable action) {
    if (delayNanos < 0) {
      throw new IllegalArgumentException("delay: %d ns (expected: >= 0)".formatted(delayNanos));
    }
    queue.add(new Planned(nowNanos + delayNanos, number++, action));
  }

  /// Does what is next.
  ///
  /// @return false if nothing is planned
  boolean step() {
    Planned next = queue.poll();
    if (next == null) {
      return false;
    }
    nowNanos = next.atNanos;
    steps++;
    next.action.run();
    return true;
  }
}
