package dev.vivace.storage.log;

import java.util.concurrent.TimeUnit;

/// How fast the disk flushes. It is slow while of the flushes of the last ten seconds more than one
/// in a hundred took over a second, or while one is running for so long. One thread flushes, any
/// asks. Times are those of [System#nanoTime].
final class FlushPace {

  private static final long SLOW_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final int WINDOW_SECONDS = 10;
  private static final int SLOW_IN = 100;
  private static final long NEVER = Long.MIN_VALUE;

  // By second; all are guarded by this.
  private final int[] flushes = new int[WINDOW_SECONDS];
  private final int[] slowFlushes = new int[WINDOW_SECONDS];
  private long lastSecond = NEVER;
  private long runningSince = NEVER;
  private long slowSince = NEVER;

  synchronized void begin(long now) {
    runningSince = now;
  }

  /// Returns how long the flush took.
  synchronized long end(long now) {
    long nanos = now - runningSince;
    runningSince = NEVER;
    forgetBefore(now);
    int slot = slot(lastSecond);
    flushes[slot]++;
    slowFlushes[slot] += nanos > SLOW_NANOS ? 1 : 0;
    look(now);
    return nanos;
  }

  synchronized boolean isSlow(long now) {
    look(now);
    return slowSince != NEVER;
  }

  /// For how long it has been slow without a break; 0 if it is not.
  synchronized long slowNanos(long now) {
    look(now);
    return slowSince == NEVER ? 0 : now - slowSince;
  }

  private void look(long now) {
    if (!isSlowAt(now)) {
      slowSince = NEVER;
    } else if (slowSince == NEVER) {
      slowSince = now;
    }
  }

  private boolean isSlowAt(long now) {
    if (runningSince != NEVER && now - runningSince > SLOW_NANOS) {
      return true;
    }
    forgetBefore(now);
    int all = 0;
    int slow = 0;
    for (int i = 0; i < WINDOW_SECONDS; i++) {
      all += flushes[i];
      slow += slowFlushes[i];
    }
    return slow * SLOW_IN > all;
  }

  /// Empties the seconds that have left the window.
  private void forgetBefore(long now) {
    long second = Math.floorDiv(now, TimeUnit.SECONDS.toNanos(1));
    for (long s = Math.max(lastSecond + 1, second - WINDOW_SECONDS + 1); s <= second; s++) {
      flushes[slot(s)] = 0;
      slowFlushes[slot(s)] = 0;
    }
    lastSecond = Math.max(lastSecond, second);
  }

  private static int slot(long second) {
    return Math.floorMod(second, WINDOW_SECONDS);
  }
}
