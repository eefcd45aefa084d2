package dev.vivace.storage.object.s3;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/// Asks again while an answer is late, and takes the first good one; the others are cancelled. Each
/// request ends by itself in time. Thread-safe.
final class HedgedCalls implements AutoCloseable {

  private final S3Config.Hedging hedging;
  private final Runnable onHedge;
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("s3-hedge-", 0).factory());

  /// @param onHedge told of each request beyond the first
  HedgedCalls(S3Config.Hedging hedging, Runnable onHedge) {
    this.hedging = hedging;
    this.onHedge = onHedge;
  }

  /// Throws what the last of the requests threw if all fail.
  <T> T run(Callable<T> request) throws InterruptedException, ExecutionException {
    CompletionService<T> answers = new ExecutorCompletionService<>(threads);
    List<Future<T>> running = new ArrayList<>();
    running.add(answers.submit(request));
    int ended = 0;
    try {
      while (true) {
        Future<T> answer =
            running.size() < hedging.upTo()
                ? answers.poll(hedging.after().toNanos(), TimeUnit.NANOSECONDS)
                : answers.take();
        if (answer == null) {
          onHedge.run();
          running.add(answers.submit(request));
        } else if (answer.state() == Future.State.SUCCESS || ++ended == running.size()) {
          return answer.get();
        }
      }
    } finally {
      running.forEach(future -> future.cancel(true));
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
