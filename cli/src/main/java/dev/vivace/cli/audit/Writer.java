package dev.vivace.cli.audit;

import dev.vivace.cli.content.Part;
import dev.vivace.cli.content.TraceContent;
import dev.vivace.cli.content.Workload;
import dev.vivace.cli.journal.Journal;
import dev.vivace.cli.journal.Outcome;
import dev.vivace.cli.lifecycle.Stop;
import dev.vivace.cli.wire.OtlpSender;
import dev.vivace.cli.wire.RetryingSender;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Sends the requests of a workload when they are due, and journals what became of them. While the
/// server is away the requests in flight are sent again and further ones wait.
final class Writer {

  /// How much a writer does.
  ///
  /// @param traces how many traces
  /// @param duration how long; null: no bound
  /// @param inFlight how many requests may be without answer
  /// @param retryFor how long one of them is sent again
  record Limits(long traces, @Nullable Duration duration, int inFlight, Duration retryFor) {}

  /// Is told of each outcome.
  interface Listener {
    void known(long n, Part part, Outcome outcome);
  }

  // A server that is being restarted just then is given the time for that.
  private static final Duration FINISH_WITHIN = Duration.ofSeconds(15);

  private final Workload workload;
  private final Journal journal;
  private final List<OtlpSender> senders;
  private final Limits limits;
  private final Listener listener;
  private final InstantSource clock;
  private final Stop stop;
  private final RetryingSender retrying;
  private final Semaphore free;
  private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();

  /// @param senders used in turn
  Writer(
      Workload workload,
      Journal journal,
      List<OtlpSender> senders,
      Limits limits,
      Listener listener,
      InstantSource clock,
      Stop stop) {
    this.workload = workload;
    this.journal = journal;
    this.senders = List.copyOf(senders);
    this.limits = limits;
    this.listener = listener;
    this.clock = clock;
    this.stop = stop;
    this.retrying = new RetryingSender(limits.retryFor(), FINISH_WITHIN, stop);
    this.free = new Semaphore(limits.inFlight());
  }

  /// Sends until a limit is reached or the end is asked for, and waits for the last answers.
  void run() throws InterruptedException {
    long first = journal.ledger().reserved();
    long slot = first;
    Instant began = clock.instant();
    try (ExecutorService requests = Executors.newVirtualThreadPerTaskExecutor()) {
      for (; slot - first < limits.traces() && !isOver(began); slot++) {
        journal.reserve(slot);
        if (awaitDue(slot)) {
          break;
        }
        for (Workload.Due due : workload.due(slot)) {
          free.acquire();
          requests.execute(() -> sendAndRelease(due));
        }
      }
    }
    RuntimeException failed = failure.get();
    if (failed != null) {
      throw failed;
    }
    journal.end(slot);
  }

  private boolean isOver(Instant began) {
    Duration duration = limits.duration();
    return stop.isAsked()
        || failure.get() != null
        || (duration != null && Duration.between(began, clock.instant()).compareTo(duration) >= 0);
  }

  /// Waits until a slot is due; returns whether the end is asked for.
  private boolean awaitDue(long slot) {
    long dueNanos = workload.schedule().nanosOf(slot);
    Instant now = clock.instant();
    long nowNanos = now.getEpochSecond() * 1_000_000_000L + now.getNano();
    return dueNanos > nowNanos ? stop.await(Duration.ofNanos(dueNanos - nowNanos)) : stop.isAsked();
  }

  private void sendAndRelease(Workload.Due due) {
    try {
      send(due);
    } catch (RuntimeException e) {
      failure.compareAndSet(null, e);
    } finally {
      free.release();
    }
  }

  private void send(Workload.Due due) {
    TraceContent trace = workload.trace(due.n());
    OtlpSender sender = senders.get((int) (due.n() % senders.size()));
    Outcome outcome = retrying.send(sender, trace.request(due.part()), trace.tenant());
    journal.record(due.n(), due.part(), outcome);
    listener.known(due.n(), due.part(), outcome);
  }

  int inFlight() {
    return limits.inFlight() - free.availablePermits();
  }

  RetryingSender retrying() {
    return retrying;
  }
}
