package dev.vivace.storage.object;

import dev.vivace.model.error.StoreUnavailableException;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Finds out whether a store creates an object once when several create it at the same time. All
/// that is ever committed rests on that; a store that fails can be used by one writer alone.
public final class CreateProbe {

  private static final int WRITERS = 8;
  private static final int ROUNDS = 8;

  private static final Logger LOG = LoggerFactory.getLogger(CreateProbe.class);

  private final ObjectStore store;

  public CreateProbe(ObjectStore store) {
    this.store = store;
  }

  /// What was found.
  public enum Outcome {
    /// Each key had one winner.
    ONE_WINNER,
    /// A key had several winners: the store does not know, or does not keep, the condition.
    SEVERAL_WINNERS,
    /// The store answered too seldom to tell.
    UNKNOWN
  }

  /// Lets eight threads create one key, several times, and removes the keys again.
  public Outcome run() throws InterruptedException {
    int clear = 0;
    try (ExecutorService writers =
        Executors.newFixedThreadPool(
            WRITERS, Thread.ofPlatform().daemon().name("create-probe-", 0).factory())) {
      for (int i = 0; i < ROUNDS; i++) {
        switch (round(writers)) {
          case ONE_WINNER -> clear++;
          case SEVERAL_WINNERS -> {
            return Outcome.SEVERAL_WINNERS;
          }
          case UNKNOWN -> {}
        }
      }
    }
    return clear > 0 ? Outcome.ONE_WINNER : Outcome.UNKNOWN;
  }

  private Outcome round(ExecutorService writers) throws InterruptedException {
    String key = "=probe/" + UUID.randomUUID();
    CountDownLatch ready = new CountDownLatch(WRITERS);
    List<Future<Boolean>> created = new ArrayList<>();
    for (int i = 0; i < WRITERS; i++) {
      byte[] content = {(byte) i};
      created.add(
          writers.submit(
              () -> {
                ready.countDown();
                ready.await();
                return store.createIfAbsent(key, new Bytes(content));
              }));
    }
    int winners = 0;
    boolean unknown = false;
    for (Future<Boolean> one : created) {
      try {
        winners += one.get() ? 1 : 0;
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof StoreUnavailableException)) {
          throw new IllegalStateException("the probe of the store failed", e);
        }
        unknown = true;
      }
    }
    remove(key);
    if (winners > 1 || (winners == 0 && !unknown)) {
      return Outcome.SEVERAL_WINNERS;
    }
    return winners == 1 && !unknown ? Outcome.ONE_WINNER : Outcome.UNKNOWN;
  }

  private void remove(String key) {
    try {
      store.delete(key);
    } catch (StoreUnavailableException e) {
      LOG.warn("object {} stays in the store: {}", key, e.getMessage());
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
