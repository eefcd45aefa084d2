package dev.vivace.server.roles;

import dev.vivace.model.error.StoreUnavailableException;
import dev.vivace.server.config.S3StorageConfig;
import dev.vivace.server.config.StorageConfig.Backend;
import dev.vivace.server.config.StorageConfig.TraceStorageConfig;
import dev.vivace.storage.blocklist.CopiedSections;
import dev.vivace.storage.object.CreateProbe;
import dev.vivace.storage.object.FolderLock;
import dev.vivace.storage.object.LocalObjectStore;
import dev.vivace.storage.object.ObjectStore;
import dev.vivace.storage.object.backlog.StagedObjectStore;
import dev.vivace.storage.object.s3.S3ObjectStore;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Where blocks and commit objects are kept, as configured: a folder, or a bucket behind a backlog
/// on the local disk.
final class BlockStorage implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(BlockStorage.class);
  private static final String SECTIONS = "=log/";
  private static final String BACKLOG_FOLDER = "backlog";
  private static final String COPIES_FOLDER = "section-copies";
  private static final int BACKLOG_PERCENT_OF_FREE = 80;

  private final ObjectStore store;
  private final ObjectStore shared;
  private final @Nullable S3ObjectStore bucket;
  private final @Nullable StagedObjectStore staged;
  private final @Nullable FolderLock lock;
  private final String description;

  private BlockStorage(
      ObjectStore store,
      ObjectStore shared,
      @Nullable S3ObjectStore bucket,
      @Nullable StagedObjectStore staged,
      @Nullable FolderLock lock,
      String description) {
    this.store = store;
    this.shared = shared;
    this.lock = lock;
    this.bucket = bucket;
    this.staged = staged;
    this.description = description;
  }

  /// Opens what is configured; a bucket is asked whether it can be used.
  ///
  /// @param logId of the log whose blocks and sections this process will create
  static BlockStorage open(TraceStorageConfig storage, UUID logId, MeterRegistry registry) {
    if (storage.backend() == Backend.S3) {
      return openBucket(storage, logId, registry);
    }
    Path root = storage.local().path();
    LocalObjectStore folder = new LocalObjectStore(root);
    ObjectStore store = copies(storage, logId, registry).apply(folder);
    return new BlockStorage(store, store, null, null, folder.lock(), "folder " + root);
  }

  /// Keeps the sections of this process's log a second time, beside the log.
  private static UnaryOperator<ObjectStore> copies(
      TraceStorageConfig storage, UUID logId, MeterRegistry registry) {
    LocalObjectStore copies = new LocalObjectStore(storage.wal().path().resolve(COPIES_FOLDER));
    return store -> new CopiedSections(store, copies, SECTIONS + logId + "/", registry);
  }

  private static BlockStorage openBucket(
      TraceStorageConfig storage, UUID logId, MeterRegistry registry) {
    S3StorageConfig s3 = storage.s3();
    S3ObjectStore bucket = new S3ObjectStore(S3Settings.of(s3, System.getenv()), registry);
    try {
      bucket.checkAccess();
      String writers = probe(bucket, registry);
      Path folder = storage.wal().path().resolve(BACKLOG_FOLDER);
      StagedObjectStore staged =
          new StagedObjectStore(
              folder,
              bucket,
              key -> key.startsWith(SECTIONS),
              SECTIONS + logId + "/",
              maxBacklogBytes(s3, storage.wal().path()),
              InstantSource.system(),
              registry);
      staged.start();
      UnaryOperator<ObjectStore> copies = copies(storage, logId, registry);
      // Its backlog lies beside the log, which is locked.
      return new BlockStorage(
          copies.apply(staged),
          copies.apply(bucket),
          bucket,
          staged,
          null,
          bucket.place() + ", " + writers);
    } catch (RuntimeException e) {
      bucket.close();
      throw e;
    }
  }

  private static String probe(S3ObjectStore bucket, MeterRegistry registry) {
    CreateProbe.Outcome outcome;
    try {
      outcome = new CreateProbe(bucket).run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreUnavailableException(
          "the start was interrupted while the bucket was probed", e);
    }
    boolean isAtomic = outcome == CreateProbe.Outcome.ONE_WINNER;
    registry.gauge("vivace_store_single_writer", bucket, _ -> isAtomic ? 0 : 1);
    return switch (outcome) {
      case ONE_WINNER -> "creates each object once";
      case SEVERAL_WINNERS -> {
        LOG.warn(
            "{} let several writers create the same object: no other process may write to it beside this one",
            bucket.place());
        yield "single writer only: it let several writers create the same object";
      }
      case UNKNOWN -> {
        LOG.warn(
            "{} did not answer well enough to tell whether it creates an object once: no other process may write to it",
            bucket.place());
        yield "single writer only: the probe of its conditions got no clear answer";
      }
    };
  }

  private static long maxBacklogBytes(S3StorageConfig s3, Path folder) {
    long configured = s3.backlogMaxBytes().bytes();
    if (configured > 0) {
      return configured;
    }
    try {
      return Files.getFileStore(folder).getUsableSpace() / 100 * BACKLOG_PERCENT_OF_FREE;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot ask for the free space of " + folder, e);
    }
  }

  /// Where this process creates blocks and sections, and from where it reads: what it has created
  /// is there, although perhaps not yet in the bucket.
  ObjectStore store() {
    return store;
  }

  /// What all processes see. Whoever merges or deletes works here: nothing is named there before it
  /// is there.
  ObjectStore shared() {
    return shared;
  }

  /// One line for people.
  String description() {
    return staged == null
        ? description
        : "%s; %d bytes wait to be sent to it".formatted(description, staged.backlogBytes());
  }

  @Override
  public void close() {
    if (staged != null) {
      staged.close();
    }
    if (bucket != null) {
      bucket.close();
    }
    if (lock != null) {
      unlock(lock);
    }
  }

  private static void unlock(FolderLock lock) {
    try {
      lock.close();
    } catch (IOException e) {
      throw new UncheckedIOException("the block folder cannot be unlocked", e);
    }
  }
}
