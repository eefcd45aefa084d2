package dev.vivace.cli.audit;

import dev.vivace.cli.check.Auditor;
import dev.vivace.cli.content.Part;
import dev.vivace.cli.journal.Outcome;
import dev.vivace.cli.lifecycle.Stop;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;

/// Asks for every k-th trace one second after its answer came. As many as wait or ask at a time are
/// bounded; beyond that traces are passed over, and counted.
final class ReadBack implements Writer.Listener, AutoCloseable {
  /// What was acknowledged this long ago must be found.
  static final Duration VISIBLE_AFTER = Duration.ofSeconds(1);

  private static final int MAX_WAITING = 2000;
  private static final int MAX_ASKING = 8;

  private final Auditor auditor;
  private final long every;
  private final Stop stop;
  private final ExecutorService reads = Executors.newVirtualThreadPerTaskExecutor();
  private final Semaphore waiting = new Semaphore(MAX_WAITING);
  private final Semaphore asking = new Semaphore(MAX_ASKING);
  private final AtomicLong passedOver = new AtomicLong();

  ReadBack(Auditor auditor, long every, Stop stop) {
    this.auditor = auditor;
    this.every = every;
    this.stop = stop;
  }

  @Override
  public void known(long n, Part part, Outcome outcome) {
    if (part != Part.MAIN || outcome != Outcome.ACKNOWLEDGED || n % every != 0) {
      return;
    }
    if (waiting.tryAcquire()) {
      reads.execute(() -> read(n));
    } else {
      passedOver.incrementAndGet();
    }
  }

  private void read(long n) {
    try {
      if (!stop.await(VISIBLE_AFTER)) {
        asking.acquire();
        try {
          auditor.readBack(n);
        } finally {
          asking.release();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      waiting.release();
    }
  }

  /// How many traces were not read back because too many waited.
  long passedOver() {
    return passedOver.get();
  }

  @Override
  public void close() {
    reads.close();
  }
}
