package dev.vivace.cli.journal;

import dev.vivace.cli.content.Part;
import dev.vivace.cli.content.Schedule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Writes a journal: begins it, or goes on where an earlier run ended. Outcomes are written and
/// fsynced in groups, a fifth of a second apart, by a thread of its own. Safe for use by several
/// threads.
public final class Journal implements AutoCloseable {
  private static final Duration GROUP = Duration.ofMillis(200);
  private static final int MAX_GROUP_CHARACTERS = 1 << 20;
  private static final int RESERVED_AT_ONCE = 1000;

  private final Path file;
  private final FileChannel channel;
  private final JournalHeader header;
  private final Ledger ledger;
  private final InstantSource clock;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread flusher;

  private final StringBuilder group = new StringBuilder(); // guarded by itself
  private volatile @Nullable IOException failure;

  private Journal(
      Path file, FileChannel channel, JournalHeader header, Ledger ledger, InstantSource clock) {
    this.file = file;
    this.channel = channel;
    this.header = header;
    this.ledger = ledger;
    this.clock = clock;
    this.flusher = Thread.ofPlatform().daemon().name("journal").unstarted(this::flushGroups);
  }

  /// Opens a journal and begins a session in it: slots follow one another at this distance from now
  /// on. A file that is there must have this header.
  public static Journal open(
      Path file, JournalHeader header, Duration interval, InstantSource clock) {
    try {
      boolean isNew = !Files.exists(file) || Files.size(file) == 0;
      Ledger ledger = new Ledger();
      long end = 0;
      if (!isNew) {
        JournalReader reader = new JournalReader(file);
        requireSame(file, reader.header(), header);
        ledger = reader.ledger();
        end = reader.wholeLineBytes();
      }
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      channel.truncate(end).position(end); // a torn last line goes
      Journal journal = new Journal(file, channel, header, ledger, clock);
      journal.begin(isNew, interval);
      return journal;
    } catch (IOException e) {
      throw new JournalException(file + ": the journal cannot be opened: " + e, e);
    }
  }

  private static void requireSame(Path file, JournalHeader found, JournalHeader expected) {
    if (!found.equals(expected)) {
      throw new JournalException(
          "%s: the journal was begun with '%s' (asked for: '%s'). Give the same, or another file."
              .formatted(file, found.line(), expected.line()));
    }
  }

  private void begin(boolean isNew, Duration interval) throws IOException {
    Schedule.Session session =
        new Schedule.Session(
            ledger.reserved(), clock.millis() * 1_000_000L, Math.max(1, interval.toNanos()));
    if (isNew) {
      add(header.line());
    }
    add(
        "session %d %d %d"
            .formatted(session.firstSlot(), session.startNanos(), session.intervalNanos()));
    ledger.schedule().add(session);
    flush();
    flusher.start();
  }

  /// What the content follows from.
  public JournalHeader header() {
    return header;
  }

  /// What is known so far, this run included.
  public Ledger ledger() {
    return ledger;
  }

  /// Makes sure that a slot is reserved on disk, with some that follow it.
  public void reserve(long slot) {
    if (slot < ledger.reserved()) {
      return;
    }
    ledger.reserve(slot + RESERVED_AT_ONCE);
    add("reserved " + (slot + RESERVED_AT_ONCE));
    try {
      flush();
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /// Notes that nothing was sent of this slot and later ones, so that a later run begins with it.
  public void end(long slot) {
    ledger.end(slot);
    add("ended " + slot);
  }

  /// Notes what became of a request. It is on disk a moment later.
  public void record(long n, Part part, Outcome outcome) {
    IOException failed = failure;
    if (failed != null) {
      throw failed(failed);
    }
    ledger.record(n, part, outcome);
    add(n + " " + part.word() + " " + outcome.word() + " " + clock.millis());
  }

  private JournalException failed(IOException e) {
    return new JournalException(
        file + ": the journal cannot be written: " + e + ". Outcomes since then are unknown.", e);
  }

  private void add(String line) {
    boolean full;
    synchronized (group) {
      group.append(line).append('\n');
      full = group.length() >= MAX_GROUP_CHARACTERS;
    }
    if (full) {
      try {
        flush();
      } catch (IOException e) {
        throw failed(e);
      }
    }
  }

  private void flushGroups() {
    try {
      while (!closed.await(GROUP.toMillis(), TimeUnit.MILLISECONDS)) {
        flush();
      }
    } catch (IOException e) {
      failure = e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void flush() throws IOException {
    ByteBuffer bytes;
    synchronized (group) {
      bytes = StandardCharsets.US_ASCII.encode(group.toString());
      group.setLength(0);
    }
    if (bytes.hasRemaining()) {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(false);
    }
  }

  @Override
  public void close() {
    closed.countDown();
    try {
      flusher.join();
      flush();
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot close " + file, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
