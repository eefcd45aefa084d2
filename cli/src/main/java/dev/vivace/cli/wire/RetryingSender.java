package dev.vivace.cli.wire;

import dev.vivace.cli.journal.Outcome;
import dev.vivace.cli.lifecycle.Stop;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/// Sends a request until its outcome is known or its time is over, as OTLP's clients do: with the
/// same content, after the delay that the server asks for or pauses that grow.
public final class RetryingSender {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

  private final Duration retryFor;
  private final Duration finishWithin;
  private final Stop stop;
  private final AtomicLong retries = new AtomicLong();
  private volatile String lastReason = "";

  /// @param retryFor how long after the first attempt the last one may begin
  /// @param finishWithin how long requests under way are sent again once the end is asked for
  public RetryingSender(Duration retryFor, Duration finishWithin, Stop stop) {
    this.retryFor = retryFor;
    this.finishWithin = finishWithin;
    this.stop = stop;
  }

  /// Sends a request; returns what is known of it in the end.
  public Outcome send(OtlpSender sender, ExportTraceServiceRequest request, String tenant) {
    long began = System.nanoTime();
    boolean mayBeStored = false;
    Duration pause = FIRST_PAUSE;
    while (true) {
      switch (sender.send(request, tenant)) {
        case Answer.Taken _ -> {
          return Outcome.ACKNOWLEDGED;
        }
        case Answer.Refused(String reason) -> {
          lastReason = reason;
          return mayBeStored ? Outcome.UNKNOWN : Outcome.REJECTED;
        }
        case Answer.TakenInPart(long refused, String reason) -> {
          lastReason = refused + " spans refused: " + reason;
          return Outcome.UNKNOWN;
        }
        case Answer.Unclear(String reason) -> {
          lastReason = reason;
          return Outcome.UNKNOWN;
        }
        case Answer.TryAgain(boolean stored, Duration delay, String reason) -> {
          lastReason = reason;
          mayBeStored |= stored;
          if (!pause(began, pause.compareTo(delay) > 0 ? pause : delay)) {
            return mayBeStored ? Outcome.UNKNOWN : Outcome.REJECTED;
          }
          retries.incrementAndGet();
          pause = min(pause.multipliedBy(2), LONGEST_PAUSE);
        }
      }
    }
  }

  /// Waits before an attempt, a little longer than asked for so that senders do not come at once.
  /// Returns whether there is to be one.
  private boolean pause(long began, Duration pause) {
    Duration jittered =
        pause.plus(pause.multipliedBy(ThreadLocalRandom.current().nextInt(20)).dividedBy(100));
    Duration past = Duration.ofNanos(System.nanoTime() - began);
    if (past.plus(jittered).compareTo(retryFor) > 0 || stop.isAskedSince(finishWithin)) {
      return false;
    }
    if (stop.await(jittered)) {
      Stop.rest(min(jittered, finishWithin));
    }
    return true;
  }

  private static Duration min(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  /// How many attempts were not the first of their request.
  public long retries() {
    return retries.get();
  }

  /// Why the last request that was not taken at once was not; empty if all were.
  public String lastReason() {
    return lastReason;
  }
}
