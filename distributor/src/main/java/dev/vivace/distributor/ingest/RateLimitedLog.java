package dev.vivace.distributor.ingest;

import java.util.concurrent.atomic.AtomicLong;

/// Says whether a message that could come with every request may be logged now.
final class RateLimitedLog {

  private final long intervalNanos;
  private final AtomicLong lastNanos;

  RateLimitedLog(long intervalNanos) {
    this.intervalNanos = intervalNanos;
    this.lastNanos = new AtomicLong(System.nanoTime() - intervalNanos);
  }

  boolean mayLog() {
    long now = System.nanoTime();
    long last = lastNanos.get();
    return now - last >= intervalNanos && lastNanos.compareAndSet(last, now);
  }
}
