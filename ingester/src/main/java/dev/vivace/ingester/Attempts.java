package dev.vivace.ingester;

import io.micrometer.core.instrument.Counter;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Repeats what fails until it succeeds or nobody wants it any more, with growing pauses in
/// between. Whatever exception it was: spans that cannot be written now stay in memory and in the
/// log, and no other section gets past them.
final class Attempts {

  private static final Logger LOG = LoggerFactory.getLogger(Attempts.class);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

  private final Counter failures;
  private final CountDownLatch closed = new CountDownLatch(1);

  Attempts(Counter failures) {
    this.failures = failures;
  }

  /// One step, which leaves nothing behind when it fails that would harm the next attempt.
  @FunctionalInterface
  interface Step<T> {

    T run() throws IOException;
  }

  /// Runs the step until it succeeds; throws `InterruptedException` once this is closed.
  ///
  /// @param what says in the log what is tried
  <T> T untilDone(String what, Step<T> step) throws InterruptedException {
    Duration pause = FIRST_PAUSE;
    while (!isClosed()) {
      try {
        return step.run();
      } catch (IOException | RuntimeException e) {
        failures.increment();
        if (isClosed()) {
          break;
        }
        LOG.error(
            "{} failed, trying again in {} ms; the spans stay in memory and in the log",
            what,
            pause.toMillis(),
            e);
      }
      if (closed.await(pause.toNanos(), TimeUnit.NANOSECONDS)) {
        break;
      }
      pause = pause.multipliedBy(2);
      pause = pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
    }
    throw new InterruptedException(what + " was given up: the ingester ends");
  }

  boolean isClosed() {
    return closed.getCount() == 0;
  }

  void close() {
    closed.countDown();
  }
}
