package dev.vivace.querier.admission;

import com.google.common.util.concurrent.Uninterruptibles;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Threads that help running queries while there are fewer of these than processors. Nothing waits
/// for a helper: what none is free for, the query does itself. Thread-safe.
public final class QueryHelpers {

  private static final long IDLE_SECONDS = 60;

  private final int threads;
  private final ExecutorService executor;

  /// @param threads how many there are at most; 0 for none
  public QueryHelpers(int threads) {
    this.threads = threads;
    this.executor =
        new ThreadPoolExecutor(
            0,
            Math.max(1, threads),
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            Thread.ofPlatform().daemon().name("query-helper-", 0).factory());
  }

  /// One helper less than processors: the last processor is the query's own.
  public static QueryHelpers ofProcessors() {
    return new QueryHelpers(Runtime.getRuntime().availableProcessors() - 1);
  }

  /// How many threads may work for one query, its own included.
  public int workers() {
    return threads + 1;
  }

  /// Runs all tasks, the first one on the calling thread, and returns when all have ended. If some
  /// fail, the failure of the first of them is thrown; the others run to their end all the same.
  public void runAll(List<Runnable> tasks) {
    List<FutureTask<?>> all = new ArrayList<>();
    tasks.forEach(task -> all.add(new FutureTask<>(task, null)));
    List<FutureTask<?>> own = new ArrayList<>(all.subList(0, Math.min(1, all.size())));
    for (FutureTask<?> task : all.subList(own.size(), all.size())) {
      if (!isTaken(task)) {
        own.add(task);
      }
    }
    own.forEach(FutureTask::run);
    throwIfAny(firstFailure(all));
  }

  private boolean isTaken(FutureTask<?> task) {
    if (threads == 0) {
      return false;
    }
    try {
      executor.execute(task);
      return true;
    } catch (RejectedExecutionException _) {
      return false; // All helpers are busy.
    }
  }

  /// Waits for all tasks.
  private static @Nullable Throwable firstFailure(List<FutureTask<?>> tasks) {
    Throwable first = null;
    for (FutureTask<?> task : tasks) {
      try {
        Uninterruptibles.getUninterruptibly(task);
      } catch (ExecutionException e) {
        first = first == null ? e.getCause() : first;
      }
    }
    return first;
  }

  private static void throwIfAny(@Nullable Throwable failure) {
    switch (failure) {
      case null -> {}
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      default -> throw new IllegalStateException("a task of a query failed", failure);
    }
  }
}
