package dev.vivace.storage.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.model.error.StoreUnavailableException;
import dev.vivace.model.span.WireFormat;
import dev.vivace.storage.log.SimulatedDisk.ProcessEnded;
import dev.vivace.storage.property.Choices;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A log on a simulated disk, what was appended to it, and what its replay must therefore say.
final class CrashedLog {

  private static final Path WAL = Path.of("/data/wal");
  private static final int PAYLOAD_HEAD_BYTES = 4;
  private static final int MAX_LATER_STARTS = 1000;

  private final Choices choices;
  private final SimulatedDisk disk;
  private final LocalLogConfig config =
      new LocalLogConfig(
          WAL,
          LocalLogConfig.Sync.GROUP,
          Duration.ofSeconds(1),
          LocalLogConfig.OnCorruption.ISOLATE,
          LocalLogConfig.MIN_SEGMENT_BYTES,
          4 << 20);
  private final Map<Integer, byte[]> appended = new HashMap<>();
  private final TreeMap<Long, Kept> owed = new TreeMap<>(); // acknowledged, or seen in a replay
  // Answered by an error: may be found if the process ends right then, and never after a success.
  private final Set<Integer> failed = new HashSet<>();
  private final Set<Integer> buried = new HashSet<>();
  private final List<long[]> missing = new ArrayList<>();
  private @Nullable LocalLog log;
  private Instant now = Instant.ofEpochSecond(1_800_000_000);
  private long acknowledged;
  private long trimmed;
  private long lastOffset = -1;
  private boolean wasFaulty;

  /// Which record is at an offset, and since when.
  private record Kept(int id, long appendNanos, boolean isAcknowledged) {}

  CrashedLog(Choices choices) {
    this.choices = choices;
    this.disk = new SimulatedDisk(choices);
  }

  void makeDiskFaulty() {
    wasFaulty = true;
    disk.failOneOf(10 + choices.below(60));
    if (choices.below(3) == 0) {
      disk.capacity((12 + choices.below(30)) * (LocalLogConfig.MIN_SEGMENT_BYTES / 4));
    }
  }

  void makeDiskSound() {
    disk.failOneOf(0);
    disk.capacity(1L << 40);
  }

  /// Opens the log, checks it, and works until the process ends in some operation.
  void run(int operations) throws IOException, InterruptedException {
    disk.endProcessIn(operations);
    try {
      open();
      while (true) {
        workABit();
      }
    } catch (ProcessEnded e) {
      assertThat(disk.hasEnded()).isTrue();
    } catch (StoreUnavailableException | IllegalStateException e) {
      // Did not start, or the process ended on the allocator's side.
      assertThat(disk.hasEnded() || wasFaulty).isTrue();
      disk.endProcess();
    }
  }

  private void workABit() throws IOException, InterruptedException {
    LocalLog open = log();
    switch (choices.below(16)) {
      case 15 -> open.step(); // Nothing waits.
      case 14 -> trim(open);
      case 13 -> reopen(open);
      case 12 -> appendGroup(open, 1, 30_000);
      case 11 -> appendGroup(open, 1, 150_000);
      default -> appendGroup(open, choices.between(1, 4), choices.oneIn(4) ? 3000 : 100);
    }
  }

  private void trim(LocalLog open) {
    trimmed += choices.below((int) Math.max(1, open.endOffset() - trimmed + 1));
    try {
      open.trim(trimmed);
    } catch (StoreUnavailableException e) {
      assertThat(wasFaulty).isTrue();
    }
  }

  private void reopen(LocalLog open) throws IOException {
    open.close();
    open();
  }

  private void appendGroup(LocalLog open, int count, int maxBytes) throws InterruptedException {
    now = now.plusNanos(choices.below(1_000_000) - 1000); // A clock that at times goes back.
    for (int i = 0; i < count; i++) {
      append(open, 1 + choices.below(maxBytes));
    }
    open.step();
  }

  private void append(LocalLog open, int bytes) {
    int id = appended.size();
    byte[] payload = payload(id, bytes);
    appended.put(id, payload);
    open.append(
        record(payload),
        new TraceLog.AppendCallback() {
          @Override
          public void appended(long offset, long appendNanos) {
            assertThat(disk.hasEnded()).isFalse();
            assertThat(offset).isGreaterThan(lastOffset);
            assertThat(wasFaulty || offset == lastOffset + 1 || lastOffset < 0)
                .as("offset %d after %d", offset, lastOffset)
                .isTrue();
            lastOffset = offset;
            owed.put(offset, new Kept(id, appendNanos, true));
            buried.addAll(failed);
            acknowledged++;
          }

          @Override
          public void failed(Throwable cause) {
            failed.add(id);
            assertThat(wasFaulty).isTrue();
          }
        });
  }

  private static LogRecord record(byte[] payload) {
    return new LogRecord(
        LogFixture.TENANT,
        WireFormat.OTLP_PROTOBUF,
        42,
        2048,
        new int[] {1},
        payload,
        payload.length);
  }

  private static byte[] payload(int id, int bytes) {
    byte[] payload = new byte[PAYLOAD_HEAD_BYTES + bytes];
    new Random(id).nextBytes(payload);
    for (int i = 0; i < PAYLOAD_HEAD_BYTES; i++) {
      payload[i] = (byte) (id >>> (8 * i));
    }
    return payload;
  }

  private static int idOf(byte[] payload) {
    int id = 0;
    for (int i = 0; i < PAYLOAD_HEAD_BYTES; i++) {
      id |= (payload[i] & 0xff) << (8 * i);
    }
    return id;
  }

  /// A few groups, a trim and a new start; ended in the n-th operation.
  ///
  /// @return whether it came to its end
  boolean runShortLife(int operations) throws IOException, InterruptedException {
    disk.endProcessIn(operations);
    try {
      open();
      for (int i = 0; i < 3; i++) {
        appendGroup(log(), 2, 600);
      }
      appendGroup(log(), 1, 70_000);
      trimmed = owed.lastKey();
      log().trim(trimmed);
      reopen(log());
      appendGroup(log(), 1, 600);
      disk.endProcess();
      return true;
    } catch (ProcessEnded | IllegalStateException e) {
      assertThat(disk.hasEnded()).isTrue();
      return false;
    }
  }

  /// The end of a process; by half the power goes with it.
  void crash() {
    log = null;
    if (choices.coin()) {
      disk.startAfterKill();
    } else {
      disk.startAfterPowerLoss();
    }
  }

  void kill() {
    log = null;
    disk.startAfterKill();
  }

  void recover() throws IOException {
    open();
  }

  /// Recovers unless it ends in the n-th operation.
  boolean recoverWithin(int operations) throws IOException {
    disk.endProcessIn(operations);
    try {
      open();
      disk.endProcessIn(Long.MAX_VALUE);
      return true;
    } catch (ProcessEnded e) {
      return false;
    }
  }

  void appendMore() throws IOException, InterruptedException {
    long before = acknowledged;
    appendGroup(log(), 2, 100);
    assertThat(acknowledged).isEqualTo(before + 2);
    reopen(log());
  }

  void flipBits(int count) throws IOException {
    List<Path> segments =
        disk.list(WAL).stream()
            .flatMap(folder -> entries(folder).stream())
            .filter(file -> file.toString().endsWith(".wal"))
            .filter(file -> disk.size(file).orElse(0) > 0)
            .toList();
    for (int i = 0; i < count && !segments.isEmpty(); i++) {
      disk.flipBit(segments.get(choices.below(segments.size())));
    }
  }

  private List<Path> entries(Path folder) {
    try {
      return disk.list(folder);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /// Every record that is owed is there or reported, and later starts say the same.
  void recoverFromDamage() throws IOException, InterruptedException {
    log = start();
    SortedMap<Long, Kept> found = replay();
    checkDamaged(found);
    List<long[]> reported = List.copyOf(missing);
    appendGroup(log(), 2, 100);
    log().close();
    log = start();
    SortedMap<Long, Kept> later = replay();
    assertThat(later.keySet()).containsAll(found.keySet());
    checkDamaged(later);
    assertThat(reported.stream().map(Arrays::toString))
        .containsExactlyElementsOf(missing.stream().map(Arrays::toString).toList());
  }

  private void checkDamaged(SortedMap<Long, Kept> found) {
    owed.tailMap(trimmed)
        .forEach(
            (offset, record) -> {
              Kept there = found.get(offset);
              if (there == null) {
                assertThat(isReported(offset)).as("offset %d", offset).isTrue();
              } else {
                assertThat(there.id).as("offset %d", offset).isEqualTo(record.id);
              }
            });
    found.keySet().forEach(offset -> assertThat(isReported(offset)).isFalse());
  }

  private boolean isReported(long offset) {
    return missing.stream().anyMatch(range -> offset >= range[0] && offset < range[1]);
  }

  private LocalLog log() {
    if (log == null) {
      throw new IllegalStateException("the log is not open");
    }
    return log;
  }

  private LocalLog start() {
    failed.clear();
    return LocalLog.openStepped(config, () -> now, new SimpleMeterRegistry(), folder -> disk);
  }

  /// Opens the log, replays it and compares.
  private void open() throws IOException {
    log = null;
    for (int i = 0; log == null; i++) {
      assertThat(i).isLessThan(MAX_LATER_STARTS);
      try {
        log = start();
      } catch (StoreUnavailableException e) {
        assertThat(wasFaulty && !disk.hasEnded()).isTrue();
      }
    }
    check(replay());
  }

  private SortedMap<Long, Kept> replay() {
    missing.clear();
    TreeMap<Long, Kept> found = new TreeMap<>();
    log()
        .replay(
            trimmed,
            new TraceLog.RecordReader() {
              private long lastNanos;

              @Override
              public void record(long offset, long appendNanos, LogRecord record) {
                byte[] payload = Arrays.copyOf(record.payload(), record.payloadLength());
                int id = idOf(payload);
                assertThat(payload).isEqualTo(appended.get(id));
                assertThat(record.receivedNanos()).isEqualTo(42);
                assertThat(found.isEmpty() || found.lastKey() < offset).isTrue();
                assertThat(appendNanos).isGreaterThanOrEqualTo(lastNanos);
                lastNanos = appendNanos;
                found.put(offset, new Kept(id, appendNanos, false));
              }

              @Override
              public void missing(long from, long to, String reason) {
                missing.add(new long[] {from, to});
              }
            });
    return found;
  }

  private void check(SortedMap<Long, Kept> found) {
    owed.tailMap(trimmed)
        .forEach(
            (offset, record) -> {
              Kept there = found.get(offset);
              if (there == null) {
                // After a flush that failed readers may see what is not on the disk.
                assertThat(wasFaulty && !record.isAcknowledged)
                    .as("record %d is gone", offset)
                    .isTrue();
              } else {
                assertThat(there.id).as("offset %d", offset).isEqualTo(record.id);
                assertThat(there.appendNanos).isEqualTo(record.appendNanos);
              }
            });
    assertThat(missing.stream().filter(range -> !mayBeMissing(range))).as("missing").isEmpty();
    assertThat(found.values().stream().map(Kept::id).filter(buried::contains))
        .as("failed, and later ones succeeded")
        .isEmpty();
    assertThat(found.values().stream().map(Kept::id).distinct().count())
        .as("no record twice")
        .isEqualTo(found.size());
    found.forEach(owed::putIfAbsent);
    lastOffset = log().endOffset() - 1;
    assertThat(found.isEmpty() || found.lastKey() <= lastOffset).isTrue();
  }

  /// Nothing that was acknowledged; on a disk that failed offsets of failed appends may be called
  /// missing, too, for the only word of them may be lost.
  private boolean mayBeMissing(long[] range) {
    return wasFaulty
        && owed.subMap(range[0], range[1]).values().stream().noneMatch(Kept::isAcknowledged);
  }
}
