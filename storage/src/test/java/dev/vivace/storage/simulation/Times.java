package dev.vivace.storage.simulation;

import java.util.concurrent.TimeUnit;

/// Lengths of time in nanoseconds.
final class Times {

  static final long MILLISECOND = TimeUnit.MILLISECONDS.toNanos(1);
  static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  static final long MINUTE = TimeUnit.MINUTES.toNanos(1);
  static final long HOUR = TimeUnit.HOURS.toNanos(1);

  private Times() {}
}
