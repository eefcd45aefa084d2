package dev.vivace.storage.object.backlog;

import dev.vivace.model.error.StoreUnavailableException;
import dev.vivace.storage.object.LocalObjectStore;
import dev.vivace.storage.object.ObjectStore;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The staged objects in the order in which they were created. Thread-safe; no lock is held while a
/// file is written or read.
final class Backlog {

  private static final Logger LOG = LoggerFactory.getLogger(Backlog.class);

  private final LocalObjectStore files;
  private final Predicate<String> commits;
  private final long maxBytes;
  private final InstantSource clock;

  // All guarded by this.
  private final NavigableMap<Long, StagedObject> byNumber = new TreeMap<>();
  private final Map<String, StagedObject> byKey = new HashMap<>();
  private long bytes;
  private long lastNumber;
  private long lastCommit;

  /// Opens what an earlier process has left.
  ///
  /// @param commits which keys are those of commit objects
  Backlog(LocalObjectStore files, Predicate<String> commits, long maxBytes, InstantSource clock) {
    this.files = files;
    this.commits = commits;
    this.maxBytes = maxBytes;
    this.clock = clock;
    files.listPage("", "").objects().stream()
        .flatMap(file -> StagedObject.of(file).stream())
        .forEach(this::put);
    dropUncommitted();
  }

  private synchronized void put(StagedObject object) {
    byNumber.put(object.number(), object);
    byKey.put(object.key(), object);
    bytes += object.bytes();
    lastNumber = Math.max(lastNumber, object.number());
    if (commits.test(object.key())) {
      lastCommit = object.number();
      notifyAll();
    }
  }

  private void dropUncommitted() {
    for (StagedObject object : List.copyOf(after(lastCommit).values())) {
      LOG.info("removing {} from the backlog: nothing was committed that needs it", object.key());
      remove(object);
    }
  }

  private synchronized SortedMap<Long, StagedObject> after(long number) {
    return byNumber.tailMap(number, false);
  }

  /// Creates the file; only one thread at a time.
  void add(String key, ObjectStore.ObjectContent content) {
    StagedObject object = admit(key, content.length());
    if (!files.createIfAbsent(object.name(), content)) {
      throw new StoreUnavailableException(
          "file %s of the backlog exists already (expected: a new one)".formatted(object.name()));
    }
    put(object);
  }

  /// A batch that has begun may always end, and there is room for one batch at least: what is full
  /// must be able to become empty.
  private synchronized StagedObject admit(String key, long length) {
    boolean isFull = bytes + length > maxBytes;
    boolean canShrink = !byNumber.isEmpty() && byNumber.firstKey() <= lastCommit;
    if (isFull && canShrink && !commits.test(key)) {
      throw new StoreUnavailableException(
          "object %s of %d bytes: the backlog holds %d of at most %d bytes that the bucket has not taken;"
                  .formatted(key, length, bytes, maxBytes)
              + " bring the bucket back or raise storage.trace.s3.backlog_max_bytes");
    }
    long now = clock.millis() * 1_000_000;
    return new StagedObject(lastNumber + 1, key, length, now);
  }

  synchronized @Nullable StagedObject find(String key) {
    return byKey.get(key);
  }

  /// Whether the object may be sent, or is being sent.
  synchronized boolean isCommitted(StagedObject object) {
    return object.number() <= lastCommit;
  }

  /// The keys that begin with a prefix.
  synchronized List<StagedObject> withPrefix(String prefix) {
    return byNumber.values().stream().filter(object -> object.key().startsWith(prefix)).toList();
  }

  /// Forgets the object, then removes its file.
  ///
  /// @return whether it was still there
  boolean remove(StagedObject object) {
    synchronized (this) {
      if (!byNumber.remove(object.number(), object)) {
        return false;
      }
      byKey.remove(object.key(), object);
      bytes -= object.bytes();
    }
    files.delete(object.name());
    return true;
  }

  /// Waits for a batch: the oldest objects up to the first commit object.
  synchronized List<StagedObject> awaitBatch() throws InterruptedException {
    while (byNumber.isEmpty() || byNumber.firstKey() > lastCommit) {
      wait();
    }
    List<StagedObject> batch = new ArrayList<>();
    for (StagedObject object : byNumber.values()) {
      batch.add(object);
      if (commits.test(object.key())) {
        break;
      }
    }
    return batch;
  }

  synchronized long bytes() {
    return bytes;
  }

  synchronized int count() {
    return byNumber.size();
  }

  /// The age of the oldest object; 0 if there is none.
  synchronized double oldestSeconds() {
    return byNumber.isEmpty()
        ? 0
        : Math.max(0, clock.millis() / 1e3 - byNumber.firstEntry().getValue().createdNanos() / 1e9);
  }
}
