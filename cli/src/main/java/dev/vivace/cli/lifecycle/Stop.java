package dev.vivace.cli.lifecycle;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntFunction;

/// Says when to end. Every pause of a command waits here, so none outlasts the wish to end.
public final class Stop {
  // SIGTERM promises an end; what is under way may take this long.
  private static final Duration GRACE = Duration.ofSeconds(45);

  private static final int FAILED = 2; // also the code of a command that does not end

  private final CountDownLatch asked = new CountDownLatch(1);
  private volatile long askedNanos;

  /// Runs a command so that SIGTERM and SIGINT ask it to end, and its exit code is the process's
  /// even then. Does not return.
  public static void exitWith(ToIntFunction<Stop> command) {
    Stop stop = new Stop();
    CountDownLatch ended = new CountDownLatch(1);
    int[] code = {FAILED};
    Thread hook =
        new Thread(
            () -> {
              stop.ask();
              boolean orderly = awaitQuietly(ended, GRACE);
              Runtime.getRuntime().halt(orderly ? code[0] : FAILED);
            },
            "stop");
    Runtime.getRuntime().addShutdownHook(hook);
    code[0] = command.applyAsInt(stop);
    ended.countDown();
    System.exit(code[0]);
  }

  /// Asks for the end.
  public void ask() {
    askedNanos = System.nanoTime();
    asked.countDown();
  }

  /// Whether the end was asked for.
  public boolean isAsked() {
    return asked.getCount() == 0;
  }

  /// Whether the end was asked for this long ago.
  public boolean isAskedSince(Duration duration) {
    return isAsked() && System.nanoTime() - askedNanos >= duration.toNanos();
  }

  /// Waits this long, whether or not the end is asked for: for what may still be finished.
  public static void rest(Duration duration) {
    awaitQuietly(new CountDownLatch(1), duration);
  }

  /// Waits this long, or until the end is asked for. Returns whether it is.
  public boolean await(Duration duration) {
    return awaitQuietly(asked, duration);
  }

  private static boolean awaitQuietly(CountDownLatch latch, Duration duration) {
    try {
      return latch.await(Math.max(0, duration.toNanos()), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true; // whoever interrupts wants the end
    }
  }
}
