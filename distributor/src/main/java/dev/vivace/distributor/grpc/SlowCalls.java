package dev.vivace.distributor.grpc;

import dev.vivace.distributor.ingest.Failure;
import dev.vivace.distributor.ingest.IngestOutcome.Failed;
import io.netty.channel.EventLoopGroup;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/// Calls whose message has not come as a whole. One that takes too long is refused: what has come
/// of it is held in the budget of all. They are looked at from time to time, so that a call costs
/// no timer.
final class SlowCalls {

  /// How many times within the timeout they are looked at.
  private static final int LOOKS = 4;

  private final Duration timeout;
  private final Executor workers;
  private final Set<SpanCall> coming = ConcurrentHashMap.newKeySet();

  /// @param workers refuses calls: it may wait for one that is being answered
  SlowCalls(Duration timeout, Executor workers) {
    this.timeout = timeout;
    this.workers = workers;
  }

  @SuppressWarnings("FutureReturnValueIgnored") // It ends with the loops.
  void lookOn(EventLoopGroup loops) {
    long period = Math.max(1, timeout.toNanos() / LOOKS);
    loops.scheduleWithFixedDelay(this::look, period, period, TimeUnit.NANOSECONDS);
  }

  void add(SpanCall call) {
    coming.add(call);
  }

  void remove(SpanCall call) {
    coming.remove(call);
  }

  private void look() {
    long now = System.nanoTime();
    for (SpanCall call : List.copyOf(coming)) {
      if (call.ageNanos(now) > timeout.toNanos() && coming.remove(call)) {
        workers.execute(() -> call.refuse(late()));
      }
    }
  }

  private Failed late() {
    return new Failed(Failure.TIMED_OUT, "the message was not complete after " + timeout);
  }
}
