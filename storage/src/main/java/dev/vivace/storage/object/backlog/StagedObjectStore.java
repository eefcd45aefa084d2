package dev.vivace.storage.object.backlog;

import dev.vivace.model.error.CorruptDataException;
import dev.vivace.model.error.StoreUnavailableException;
import dev.vivace.storage.object.ListedObject;
import dev.vivace.storage.object.LocalObjectStore;
import dev.vivace.storage.object.ObjectKeys;
import dev.vivace.storage.object.ObjectPage;
import dev.vivace.storage.object.ObjectStore;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A bucket with a backlog before it: objects are created on the local disk, where they are durable
/// and readable at once, and sent to the bucket in the background, oldest first. So creating goes
/// on while the bucket is away, up to a number of bytes; beyond it creates throw
/// `StoreUnavailableException`.
///
/// Create-if-absent holds as long as nobody else creates the same keys. Whoever must be told the
/// truth about the bucket, or sees only what others can see, asks the bucket itself.
public final class StagedObjectStore implements ObjectStore, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(StagedObjectStore.class);

  private final LocalObjectStore files;
  private final ObjectStore bucket;
  private final String ownPrefix;
  private final InstantSource clock;
  private final Backlog backlog;
  private final Uploader uploader;
  private final Object creating = new Object();

  /// Opens the backlog that an earlier process has left in the folder; nothing is sent before
  /// [#start].
  ///
  /// @param commits which keys are those of commit objects: what is created before such an object
  ///   is sent before it, and not before it is created
  /// @param ownPrefix below it nobody else writes or deletes: while the bucket is away a listing
  ///   there shows what is here
  /// @param maxBytes what the backlog may hold; one batch is always allowed
  public StagedObjectStore(
      Path folder,
      ObjectStore bucket,
      Predicate<String> commits,
      String ownPrefix,
      long maxBytes,
      InstantSource clock,
      MeterRegistry registry) {
    this.bucket = bucket;
    this.ownPrefix = ownPrefix;
    this.clock = clock;
    files = new LocalObjectStore(folder);
    backlog = new Backlog(files, commits, maxBytes, clock);
    uploader = new Uploader(backlog, files, bucket, registry);
    registry.gauge("vivace_backlog_bytes", backlog, Backlog::bytes);
    registry.gauge("vivace_backlog_objects", backlog, Backlog::count);
    registry.gauge("vivace_backlog_oldest_seconds", backlog, Backlog::oldestSeconds);
    registry.gauge("vivace_backlog_max_bytes", backlog, _ -> maxBytes);
    if (backlog.count() > 0) {
      LOG.info(
          "{} objects, {} bytes are not in the bucket yet: they are in {}",
          backlog.count(),
          backlog.bytes(),
          folder);
    }
  }

  /// Begins to send.
  public void start() {
    uploader.start();
  }

  /// How many bytes the bucket does not have yet.
  public long backlogBytes() {
    return backlog.bytes();
  }

  @Override
  public boolean createIfAbsent(String key, ObjectContent content) {
    ObjectKeys.check(key);
    synchronized (creating) {
      // In this order: what is not in the backlog any more is in the bucket.
      if (backlog.find(key) != null || isInBucket(key)) {
        return false;
      }
      backlog.add(key, content);
      return true;
    }
  }

  /// While the bucket is away nobody knows; whether it has another object of that key shows when
  /// this one is sent.
  private boolean isInBucket(String key) {
    try {
      return bucket.size(key).isPresent();
    } catch (StoreUnavailableException away) {
      LOG.debug("object {} is created without asking the bucket", key, away);
      return false;
    }
  }

  @Override
  public Optional<Long> size(String key) {
    StagedObject staged = backlog.find(key);
    return staged != null ? Optional.of(staged.bytes()) : bucket.size(key);
  }

  @Override
  public ByteBuffer read(String key, long offset, int length) {
    StagedObject staged = backlog.find(key);
    return staged == null
        ? bucket.read(key, offset, length)
        : here(
            staged,
            () -> files.read(staged.name(), offset, length),
            () -> bucket.read(key, offset, length));
  }

  @Override
  public Optional<byte[]> readWhole(String key, int maxBytes) {
    StagedObject staged = backlog.find(key);
    return staged == null
        ? bucket.readWhole(key, maxBytes)
        : here(
            staged,
            () -> Optional.of(files.readWhole(staged.name(), maxBytes).orElseThrow(this::gone)),
            () -> bucket.readWhole(key, maxBytes));
  }

  /// Reads the file, or from the bucket if the object has gone there meanwhile.
  private <T> T here(StagedObject staged, Supplier<T> file, Supplier<T> inBucket) {
    try {
      return file.get();
    } catch (CorruptDataException e) {
      if (staged.equals(backlog.find(staged.key()))) {
        throw e;
      }
      return inBucket.get();
    }
  }

  private CorruptDataException gone() {
    return new CorruptDataException("a file of the backlog is absent; restore it");
  }

  @Override
  public List<String> list(String prefix) {
    // In this order: what leaves the backlog in between is in the bucket by then.
    TreeSet<String> keys = new TreeSet<>();
    backlog.withPrefix(prefix).forEach(object -> keys.add(object.key()));
    keys.addAll(bucket.list(prefix));
    return new ArrayList<>(keys);
  }

  @Override
  public ObjectPage listPage(String prefix, String after) {
    TreeMap<String, ListedObject> objects = new TreeMap<>(Comparator.naturalOrder());
    for (StagedObject object : backlog.withPrefix(prefix)) {
      if (object.key().compareTo(after) > 0) {
        objects.put(
            object.key(), new ListedObject(object.key(), object.bytes(), object.createdNanos()));
      }
    }
    ObjectPage page = inBucket(prefix, after);
    if (page.more()) {
      // What comes behind this page comes with the next one.
      objects.tailMap(page.objects().getLast().key(), false).clear();
    }
    page.objects().forEach(object -> objects.put(object.key(), object));
    return new ObjectPage(List.copyOf(objects.values()), page.more(), page.storeNowNanos());
  }

  private ObjectPage inBucket(String prefix, String after) {
    try {
      return bucket.listPage(prefix, after);
    } catch (StoreUnavailableException e) {
      if (!prefix.startsWith(ownPrefix)) {
        throw e;
      }
      LOG.debug("objects '{}…' are listed without the bucket", prefix, e);
      return new ObjectPage(List.of(), false, clock.millis() * 1_000_000);
    }
  }

  @Override
  public int readAheadBytes() {
    return bucket.readAheadBytes();
  }

  @Override
  public void delete(String key) {
    ObjectKeys.check(key);
    synchronized (creating) {
      StagedObject staged = backlog.find(key);
      boolean isHereAlone = staged != null && !backlog.isCommitted(staged);
      if (staged != null) {
        backlog.remove(staged);
        uploader.awaitEnd(staged);
      }
      if (!isHereAlone) {
        bucket.delete(key);
      }
    }
  }

  /// Ends sending; what is not sent stays for the next start. The bucket stays open.
  @Override
  public void close() {
    uploader.close();
  }
}
