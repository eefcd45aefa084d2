package dev.vivace.storage.object.backlog;

import dev.vivace.model.error.StoreUnavailableException;
import dev.vivace.storage.object.ObjectPage;
import dev.vivace.storage.object.ObjectStore;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/// A bucket that can be away, and that may do what it is asked and lose the answer; remembers in
/// which order objects were created.
final class DistantStore implements ObjectStore {

  private final ObjectStore store;
  private final List<String> created = new CopyOnWriteArrayList<>();
  private volatile boolean away;
  private volatile boolean answersAreLost;

  DistantStore(ObjectStore store) {
    this.store = store;
  }

  void setAway(boolean isAway) {
    away = isAway;
  }

  void loseAnswers(boolean areLost) {
    answersAreLost = areLost;
  }

  List<String> created() {
    return List.copyOf(created);
  }

  @Override
  public boolean createIfAbsent(String key, ObjectContent content) {
    reach();
    boolean isCreated = store.createIfAbsent(key, content);
    if (isCreated) {
      created.add(key);
    }
    if (answersAreLost) {
      throw new StoreUnavailableException("no answer for " + key);
    }
    return isCreated;
  }

  @Override
  public Optional<Long> size(String key) {
    reach();
    return store.size(key);
  }

  @Override
  public ByteBuffer read(String key, long offset, int length) {
    reach();
    return store.read(key, offset, length);
  }

  @Override
  public Optional<byte[]> readWhole(String key, int maxBytes) {
    reach();
    return store.readWhole(key, maxBytes);
  }

  @Override
  public List<String> list(String prefix) {
    reach();
    return store.list(prefix);
  }

  @Override
  public ObjectPage listPage(String prefix, String after) {
    reach();
    return store.listPage(prefix, after);
  }

  @Override
  public void delete(String key) {
    reach();
    store.delete(key);
  }

  private void reach() {
    if (away) {
      throw new StoreUnavailableException("the bucket is away");
    }
  }
}
