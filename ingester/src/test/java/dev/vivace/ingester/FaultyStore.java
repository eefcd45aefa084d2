package dev.vivace.ingester;

import dev.vivace.model.error.StoreUnavailableException;
import dev.vivace.storage.object.ObjectPage;
import dev.vivace.storage.object.ObjectStore;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/// A store of which calls fail on demand, by key: before they have an effect, or after it.
final class FaultyStore implements ObjectStore {

  private final ObjectStore store;
  private final AtomicInteger failures = new AtomicInteger();
  private volatile Predicate<String> failingCreates = _ -> false;
  private volatile Predicate<String> lostAnswers = _ -> false;
  private volatile Predicate<String> failingReads = _ -> false;

  FaultyStore(ObjectStore store) {
    this.store = store;
  }

  /// Creates of these keys fail and leave nothing.
  void failCreates(Predicate<String> keys) {
    failingCreates = keys;
  }

  /// Creates of these keys happen, but fail.
  void loseAnswers(Predicate<String> keys) {
    lostAnswers = keys;
  }

  void failReads(Predicate<String> keys) {
    failingReads = keys;
  }

  void heal() {
    failingCreates = _ -> false;
    lostAnswers = _ -> false;
    failingReads = _ -> false;
  }

  /// How many calls have failed.
  int failures() {
    return failures.get();
  }

  @Override
  public boolean createIfAbsent(String key, ObjectContent content) {
    failIf(failingCreates.test(key), key);
    boolean created = store.createIfAbsent(key, content);
    failIf(lostAnswers.test(key), key);
    return created;
  }

  @Override
  public Optional<Long> size(String key) {
    failIf(failingReads.test(key), key);
    return store.size(key);
  }

  @Override
  public ByteBuffer read(String key, long offset, int length) {
    failIf(failingReads.test(key), key);
    return store.read(key, offset, length);
  }

  @Override
  public Optional<byte[]> readWhole(String key, int maxBytes) {
    failIf(failingReads.test(key), key);
    return store.readWhole(key, maxBytes);
  }

  @Override
  public List<String> list(String prefix) {
    return store.list(prefix);
  }

  @Override
  public ObjectPage listPage(String prefix, String after) {
    return store.listPage(prefix, after);
  }

  @Override
  public void delete(String key) {
    store.delete(key);
  }

  private void failIf(boolean fails, String key) {
    if (fails) {
      failures.incrementAndGet();
      throw new StoreUnavailableException("object " + key + ": the store is away");
    }
  }
}
