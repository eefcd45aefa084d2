package dev.vivace.storage.runner;

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

  private final ObjectStore store;
  private final Patience patience;
  private final CountDownLatch closed = new CountDownLatch(1);

  /// Makes a runner; [#close] ends the runs that wait.
  public StoreRunner(ObjectStore store, Patience patience) {
    this.store = store;
    this.patience = patience;
  }

  /// Runs a protocol to its end. Throws `StoreUnavailableException` if calls fail for too long;
  /// what was done by then stays done.
  public <R> R run(StoreProtocol<R> protocol) {
    long deadline = System.nanoTime() + patience.deadline().toNanos();
    Duration pause = patience.firstPause();
    StoreStep<R> step = protocol.begin();
    while (true) {
      switch (step) {
        case StoreStep.Done<R>(var result) -> {
          return result;
        }
        case StoreStep.Call<R>(var call) -> {
          StoreAnswer answer = answer(call);
          if (answer instanceof StoreAnswer.Failed(var reason)) {
            await(pause, deadline, reason);
            pause = patience.longer(pause);
          } else {
            pause = patience.firstPause();
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
    }
  }

  private void await(Duration pause, long deadline, String reason) {
    // Half of the pause at random, so that several processes do not come back at once.
    long nanos =
        pause.toNanos() / 2 + ThreadLocalRandom.current().nextLong(pause.toNanos() / 2 + 1);
    if (System.nanoTime() + nanos - deadline >= 0) {
      throw new StoreUnavailableException(
          "%s; tried for %s".formatted(reason, patience.deadline()));
    }
    try {
      if (closed.await(nanos, TimeUnit.NANOSECONDS)) {
        throw new StoreUnavailableException(reason + "; given up because the process ends");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreUnavailableException(reason + "; given up because of an interrupt", e);
    }
  }

  /// Lets the runs that wait for a repetition give up.
  @Override
  public void close() {
    closed.countDown();
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
