package dev.vivace.storage.object.backlog;

import dev.vivace.model.error.CorruptDataException;
import dev.vivace.model.error.StoreUnavailableException;
import dev.vivace.storage.object.LocalObjectStore;
import dev.vivace.storage.object.ObjectStore;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends the backlog to the bucket, batch after batch, on threads of its own, for as long as it
/// takes.
final class Uploader implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Uploader.class);
  private static final int PARALLEL = 4;
  private static final int COMPARED_BYTES = 1 << 20;
  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
  private static final Duration PATIENCE_AT_END = Duration.ofSeconds(2);

  /// Long before an object that nothing names yet may be collected as an orphan.
  private static final Duration SENT_AGAIN = Duration.ofHours(1);

  private final Backlog backlog;
  private final LocalObjectStore files;
  private final ObjectStore bucket;
  private final ExecutorService senders =
      Executors.newFixedThreadPool(
          PARALLEL, Thread.ofVirtual().name("backlog-sender-", 0).factory());
  private final Thread thread = Thread.ofVirtual().name("backlog").unstarted(this::run);
  private final CountDownLatch closed = new CountDownLatch(1);

  /// What is on its way to the bucket, by number.
  private final Map<Long, CompletableFuture<@Nullable Void>> sending = new ConcurrentHashMap<>();

  /// What of the batch the bucket has taken, by number, and when.
  private final Map<Long, Long> sentNanos = new ConcurrentHashMap<>();

  private final Counter failures;
  private final Counter conflicts;
  private final Counter uploadedBytes;

  Uploader(Backlog backlog, LocalObjectStore files, ObjectStore bucket, MeterRegistry registry) {
    this.backlog = backlog;
    this.files = files;
    this.bucket = bucket;
    failures = registry.counter("vivace_backlog_upload_failures");
    conflicts = registry.counter("vivace_backlog_conflicts");
    uploadedBytes = registry.counter("vivace_backlog_uploaded_bytes");
  }

  void start() {
    thread.start();
  }

  private void run() {
    Duration pause = FIRST_PAUSE;
    try {
      while (closed.getCount() > 0) {
        List<StagedObject> batch = backlog.awaitBatch();
        if (isSent(batch)) {
          pause = FIRST_PAUSE;
        } else {
          closed.await(pause.toNanos(), TimeUnit.NANOSECONDS);
          pause = pause.multipliedBy(2);
          pause = pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
        }
      }
    } catch (InterruptedException e) {
      LOG.debug("the uploader ends: {}", e.getMessage());
    }
  }

  private boolean isSent(List<StagedObject> batch) throws InterruptedException {
    try {
      sendAll(batch.stream().limit(batch.size() - 1).filter(this::isDue).toList());
      send(batch.getLast());
      batch.forEach(this::remove);
      sentNanos.clear();
      return true;
    } catch (StoreUnavailableException e) {
      failures.increment();
      LOG.warn(
          "the backlog of {} objects, {} bytes waits: {}",
          backlog.count(),
          backlog.bytes(),
          e.getMessage());
    } catch (RuntimeException e) {
      failures.increment();
      LOG.error("the backlog of {} objects, {} bytes waits", backlog.count(), backlog.bytes(), e);
    }
    return false;
  }

  /// Sends objects side by side; throws what one of them failed of once all have ended.
  private void sendAll(List<StagedObject> objects) throws InterruptedException {
    List<Future<?>> sends = new ArrayList<>();
    for (StagedObject object : objects) {
      sends.add(senders.submit(() -> send(object)));
    }
    RuntimeException failure = null;
    for (Future<?> one : sends) {
      RuntimeException its = failure(one);
      failure = its == null ? failure : its;
    }
    if (failure != null) {
      throw failure;
    }
  }

  private static @Nullable RuntimeException failure(Future<?> send) throws InterruptedException {
    try {
      send.get();
      return null;
    } catch (ExecutionException e) {
      return e.getCause() instanceof RuntimeException cause
          ? cause
          : new IllegalStateException("sending failed", e);
    }
  }

  /// Sends an object unless it was deleted in the meantime; see [#awaitEnd].
  private void send(StagedObject object) {
    CompletableFuture<@Nullable Void> end = new CompletableFuture<>();
    sending.put(object.number(), end);
    try {
      if (object.equals(backlog.find(object.key()))) {
        create(object);
      }
    } finally {
      sending.remove(object.number());
      end.complete(null);
    }
  }

  /// Waits until an object is not being sent. If it was taken out of the backlog before, the bucket
  /// gets it no more.
  void awaitEnd(StagedObject object) {
    CompletableFuture<@Nullable Void> end = sending.get(object.number());
    if (end != null) {
      end.join();
    }
  }

  private void create(StagedObject object) {
    StagedContent content = new StagedContent(files, object.name(), object.bytes());
    if (!bucket.createIfAbsent(object.key(), content) && !isStored(object)) {
      if (!object.equals(backlog.find(object.key()))) {
        return; // deleted while we looked
      }
      conflicts.increment();
      throw new CorruptDataException(
          "object %s is in the bucket with other content than here, file %s; two processes write one log, or a folder"
                  .formatted(object.key(), object.name())
              + " was restored from a copy. Nothing is sent any more until one of them is moved away");
    }
    uploadedBytes.increment((double) object.bytes());
    sentNanos.put(object.number(), System.nanoTime());
  }

  private boolean isDue(StagedObject object) {
    Long sent = sentNanos.get(object.number());
    return sent == null || System.nanoTime() - sent > SENT_AGAIN.toNanos();
  }

  private void remove(StagedObject object) {
    if (!backlog.remove(object)) {
      bucket.delete(object.key()); // Deleted here while it was sent.
    }
  }

  private boolean isStored(StagedObject object) {
    if (bucket.size(object.key()).orElse(-1L) != object.bytes()) {
      return false;
    }
    for (long offset = 0; offset < object.bytes(); offset += COMPARED_BYTES) {
      int length = (int) Math.min(COMPARED_BYTES, object.bytes() - offset);
      ByteBuffer here = files.read(object.name(), offset, length);
      if (!here.equals(bucket.read(object.key(), offset, length))) {
        return false;
      }
    }
    return true;
  }

  /// Ends sending; what was not sent stays.
  @Override
  public void close() {
    closed.countDown();
    thread.interrupt();
    senders.shutdownNow();
    try {
      if ((thread.isAlive() && !thread.join(PATIENCE_AT_END))
          || !senders.awaitTermination(PATIENCE_AT_END.toNanos(), TimeUnit.NANOSECONDS)) {
        LOG.warn("the uploader does not end; what it still sends is sent again after the restart");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
