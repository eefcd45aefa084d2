package dev.vivace.server.house;

import dev.vivace.model.error.StoreUnavailableException;
import dev.vivace.storage.object.ListedObject;
import dev.vivace.storage.object.LocalObjectStore;
import dev.vivace.storage.object.ObjectPage;
import dev.vivace.storage.object.ObjectStore;
import dev.vivace.storage.runner.SettableClock;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/// A folder of objects whose times come from a clock of the test's; calls fail on demand.
final class ClockedStore implements ObjectStore {

  private final ObjectStore store;
  private final SettableClock clock;
  private final Map<String, Long> created = new ConcurrentHashMap<>();
  private final AtomicInteger failures = new AtomicInteger();
  private volatile Predicate<String> failing = _ -> false;

  ClockedStore(Path folder, SettableClock clock) {
    this.store = new LocalObjectStore(folder);
    this.clock = clock;
  }

  void failOn(Predicate<String> keys) {
    failing = keys;
  }

  /// How many calls have failed.
  int failures() {
    return failures.get();
  }

  private void check(String key) {
    if (failing.test(key)) {
      failures.incrementAndGet();
      throw new StoreUnavailableException(key + ": the store is away");
    }
  }

  @Override
  public boolean createIfAbsent(String key, ObjectContent content) {
    check(key);
    boolean isNew = store.createIfAbsent(key, content);
    if (isNew) {
      created.put(key, clock.nanos());
    }
    return isNew;
  }

  @Override
  public Optional<Long> size(String key) {
    check(key);
    return store.size(key);
  }

  @Override
  public ByteBuffer read(String key, long offset, int length) {
    check(key);
    return store.read(key, offset, length);
  }

  @Override
  public Optional<byte[]> readWhole(String key, int maxBytes) {
    check(key);
    return store.readWhole(key, maxBytes);
  }

  @Override
  public List<String> list(String prefix) {
    check(prefix);
    return store.list(prefix);
  }

  @Override
  public ObjectPage listPage(String prefix, String after) {
    check(prefix);
    ObjectPage page = store.listPage(prefix, after);
    return new ObjectPage(
        page.objects().stream()
            .map(
                object ->
                    new ListedObject(
                        object.key(), object.bytes(), created.getOrDefault(object.key(), 0L)))
            .toList(),
        page.more(),
        clock.nanos());
  }

  @Override
  public void delete(String key) {
    check(key);
    store.delete(key);
  }

  void copy(String source, String target) {
    create(target, store.readWhole(source, Integer.MAX_VALUE).orElseThrow());
  }

  void create(String key, byte[] bytes) {
    createIfAbsent(key, new Bytes(bytes));
  }

  private record Bytes(byte[] bytes) implements ObjectContent {

    @Override
    public long length() {
      return bytes.length;
    }

    @Override
    public InputStream open() {
      return new ByteArrayInputStream(bytes);
    }
  }

  /// How many bytes the objects below a prefix have together.
  long bytes(String prefix) {
    return listPage(prefix, "").objects().stream().mapToLong(ListedObject::bytes).sum();
  }
}
