package dev.vivace.storage.runner;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/// A clock that stands until it is moved.
public final class SettableClock implements InstantSource {

  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));

  @Override
  public Instant instant() {
    return now.get();
  }

  public void advance(Duration time) {
    now.updateAndGet(instant -> instant.plus(time));
  }

  /// Nanoseconds since 1970.
  public long nanos() {
    Instant instant = instant();
    return instant.getEpochSecond() * 1_000_000_000L + instant.getNano();
  }
}
