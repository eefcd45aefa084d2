package dev.vivace.storage.runner;

import dev.vivace.model.error.CorruptDataException;
import dev.vivace.model.error.StoreUnavailableException;
import dev.vivace.storage.object.ObjectStore;
import dev.vivace.storage.protocol.StoreAnswer;
import dev.vivace.storage.protocol.StoreCall;
import dev.vivace.storage.protocol.StoreProtocol;
import dev.vivace.storage.protocol.StoreStep;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/// Runs protocols on an object store. After a failed call the protocol says what to do; here it is
/// decided when, and when to stop. Safe for several threads.
public final class StoreRunner implements AutoCloseable {

  /// Of one run, in a row or not.
  private static final int MAX_FAILURES = 1_000;

  private final ObjectStore store;
  private final Patience patience;
  private final CountDownLatch closed = new CountDownLatch(1);

  /// Makes a runner; [#close] ends the runs that wait.
  public StoreRunner(ObjectStore store, Patience patience) {
    this.store = store;
    this.patience = patience;
  }

  /// Runs a protocol to its end. Throws `StoreUnavailableException` if calls fail for too long or
  /// too often; what was done by then stays done.
  public <R> R run(StoreProtocol<R> protocol) {
    Failures failures = new Failures();
    StoreStep<R> step = protocol.begin();
    while (true) {
      switch (step) {
        case StoreStep.Done<R>(var result) -> {
          return result;
        }
        case StoreStep.Call<R>(var call) -> {
          StoreAnswer answer = answer(call);
          if (answer instanceof StoreAnswer.Failed(var reason)) {
            failures.pause(reason);
          } else {
            failures.end();
          }
          step = protocol.answered(answer);
        }
      }
    }
  }

  private StoreAnswer answer(StoreCall call) {
    try {
      return switch (call) {
        case StoreCall.Create(var key, var content) ->
            store.createIfAbsent(key, new Bytes(content))
                ? new StoreAnswer.Created()
                : new StoreAnswer.Exists();
        case StoreCall.Read(var key, var maxBytes) ->
            store
                .readWhole(key, maxBytes)
                .<StoreAnswer>map(StoreAnswer.Found::new)
                .orElseGet(StoreAnswer.Absent::new);
        case StoreCall.List(var prefix, var after) ->
            new StoreAnswer.Listed(store.listPage(prefix, after));
        case StoreCall.Delete(var key) -> {
          store.delete(key);
          yield new StoreAnswer.Deleted();
        }
      };
    } catch (StoreUnavailableException e) {
      return new StoreAnswer.Failed(String.valueOf(e.getMessage()));
    } catch (CorruptDataException e) {
      return new StoreAnswer.Damaged(String.valueOf(e.getMessage()));
    }
  }

  /// Lets the runs that wait for a repetition give up.
  @Override
  public void close() {
    closed.countDown();
  }

  /// The failed calls of one run.
  private final class Failures {

    private Duration pause = patience.firstPause();
    private long sinceNanos;
    private boolean inARow;
    private int count;

    void end() {
      pause = patience.firstPause();
      inARow = false;
    }

    void pause(String reason) {
      long now = System.nanoTime();
      sinceNanos = inARow ? sinceNanos : now;
      inARow = true;
      // Half of the pause at random, so that several processes do not come back at once.
      long half = pause.toNanos() / 2;
      long nanos = half + ThreadLocalRandom.current().nextLong(half + 1);
      if (++count > MAX_FAILURES || now + nanos - sinceNanos > patience.deadline().toNanos()) {
        throw new StoreUnavailableException(
            "%s; tried for %s, %d calls failed".formatted(reason, patience.deadline(), count));
      }
      await(nanos, reason);
      pause = patience.longer(pause);
    }
  }

  private void await(long nanos, String reason) {
    try {
      if (closed.await(nanos, TimeUnit.NANOSECONDS)) {
        throw new StoreUnavailableException(reason + "; given up because the process ends");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreUnavailableException(reason + "; given up because of an interrupt", e);
    }
  }

  private record Bytes(byte[] bytes) implements ObjectStore.ObjectContent {

    @Override
    public long length() {
      return bytes.length;
    }

    @Override
    public InputStream open() {
      return new ByteArrayInputStream(bytes);
    }
  }
}
