package dev.vivace.transport.watch;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A value that is made of files, and made anew when what they hold changes. Files that cannot be
/// used leave the value as it was, with a metric and one line in the log for each state of them.
/// [#current] is safe from any thread and costs a read of memory.
public final class WatchedFiles<T> implements AutoCloseable {

  /// How often files are looked at where no setting says it.
  public static final Duration USUAL_INTERVAL = Duration.ofSeconds(10);

  private static final Logger LOG = LoggerFactory.getLogger(WatchedFiles.class);

  private final String what;
  private final List<Path> files;
  private final Loader<T> loader;
  private final Counter reloaded;
  private final Counter failed;
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile T current;
  private volatile boolean failing;
  private String lastSeen; // guarded by this

  /// Makes a value of the files' bytes, or throws [IllegalArgumentException] with a sentence that
  /// names the file and never quotes it.
  @FunctionalInterface
  public interface Loader<T> {

    T load(Map<Path, byte[]> files);
  }

  private WatchedFiles(
      String what,
      List<Path> files,
      Loader<T> loader,
      Contents first,
      T value,
      MeterRegistry registry) {
    this.what = what;
    this.files = List.copyOf(files);
    this.loader = loader;
    this.lastSeen = first.fingerprint();
    this.current = value;
    this.reloaded = counter(registry, "ok");
    this.failed = counter(registry, "failed");
    Gauge.builder("vivace_file_reload_failing", this, watched -> watched.failing ? 1 : 0)
        .description("1 while changed files cannot be used and what was before is in force")
        .tag("of", what)
        .register(registry);
  }

  /// Reads the files for the first time; throws [IllegalArgumentException] if they cannot be used.
  ///
  /// @param what what they are for, in metrics and messages: `tls of api`
  /// @param interval how often they are looked at; zero is never again
  public static <T> WatchedFiles<T> start(
      String what, List<Path> files, Duration interval, Loader<T> loader, MeterRegistry registry) {
    Contents contents;
    T value;
    try {
      contents = Contents.read(files);
      value = loader.load(contents.byPath());
    } catch (IOException | IllegalArgumentException e) {
      throw new IllegalArgumentException("%s: %s".formatted(what, reason(e)), e);
    }
    WatchedFiles<T> watched = new WatchedFiles<>(what, files, loader, contents, value, registry);
    if (interval.isPositive() && !files.isEmpty()) {
      Thread.ofVirtual().name("watch " + what).start(() -> watched.keepLooking(interval));
    }
    return watched;
  }

  private Counter counter(MeterRegistry registry, String outcome) {
    return Counter.builder("vivace_file_reloads")
        .description("Changes of files while the process ran, by whether they could be used")
        .tags("of", what, "outcome", outcome)
        .register(registry);
  }

  /// What the newest files that could be used have become.
  public T current() {
    return current;
  }

  /// Looks now.
  ///
  /// @return whether the value is that of the files as they are
  public synchronized boolean look() {
    try {
      Contents contents = Contents.read(files);
      return isNew(contents.fingerprint()) ? load(contents) : !failing;
    } catch (IOException e) {
      return isNew(reason(e)) ? fail(e) : !failing;
    }
  }

  /// Called under the lock.
  private boolean isNew(String seen) {
    boolean isNew = !seen.equals(lastSeen);
    lastSeen = seen;
    return isNew;
  }

  private boolean load(Contents contents) {
    try {
      current = loader.load(contents.byPath());
    } catch (IllegalArgumentException e) {
      return fail(e);
    }
    failing = false;
    reloaded.increment();
    LOG.info("{}: changed files are in force", what);
    return true;
  }

  private boolean fail(Exception cause) {
    failing = true;
    failed.increment();
    LOG.warn(
        "{}: changed files cannot be used, what was before stays in force: {}",
        what,
        reason(cause));
    return false;
  }

  private static String reason(Exception e) {
    String message = String.valueOf(e.getMessage());
    return e instanceof IOException ? "cannot read " + message : message;
  }

  private void keepLooking(Duration interval) {
    try {
      while (!closed.await(interval.toNanos(), TimeUnit.NANOSECONDS)) {
        look();
      }
    } catch (InterruptedException e) {
      LOG.debug("looking at the files of {} was interrupted and ends", what, e);
    }
  }

  /// Looks no more; the value stays.
  @Override
  public void close() {
    closed.countDown();
  }
}
