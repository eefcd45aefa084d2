package dev.vivace.storage.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vivace.model.error.StoreUnavailableException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LocalLogTest {

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(LocalLogConfig.Sync.class)
  void replaysWhatWasAppendedInEachSyncMode(LocalLogConfig.Sync sync) {
    LocalLogConfig config = LogFixture.config(folder, sync, 1 << 20);
    try (LogFixture log = LogFixture.open(config)) {
      assertThat(log.append("a")).isEqualTo(0);
      assertThat(log.append("b")).isEqualTo(1);
      assertThat(log.log.appendedBytes())
          .isEqualTo(2 * LocalLog.recordBytes(LogFixture.record("a")));
    }
    try (LogFixture log = LogFixture.open(config)) {
      assertThat(log.log.endOffset()).isEqualTo(2);
      assertThat(log.append("c")).isEqualTo(2);
      assertThat(log.replay().records()).containsExactly("0:a", "1:b");
    }
    try (LogFixture log = LogFixture.open(config)) {
      assertThat(log.replay().records()).containsExactly("0:a", "1:b", "2:c");
      assertThat(log.replay(2).records()).containsExactly("2:c");
      assertThat(log.replay().missing()).isEmpty();
    }
  }

  @Test
  void anEmptyLogReplaysNothing() {
    try (LogFixture log = LogFixture.open(folder)) {
      assertThat(log.replay().records()).isEmpty();
      assertThat(log.log.endOffset()).isZero();
    }
  }

  @Test
  void keepsItsIdAndItsFilesPrivate() throws Exception {
    var first = LogFixture.open(folder.resolve("wal"));
    first.append("a");
    first.close();
    try (LogFixture log = LogFixture.open(folder.resolve("wal"))) {
      assertThat(log.log.logId()).isEqualTo(first.log.logId());
    }
    Path segment = LogFixture.segments(folder).getFirst();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(segment)))
        .isEqualTo("rw-------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(segment.getParent())))
        .isEqualTo("rwx------");
  }

  @Test
  void aSecondLogOnTheFolderIsRefused() {
    try (LogFixture log = LogFixture.open(folder)) {
      assertThat(log.log.healthy()).isTrue();
      assertThatThrownBy(() -> LogFixture.open(folder))
          .isInstanceOf(StoreUnavailableException.class)
          .hasMessageContaining("in use by another process (process ")
          .hasMessageContaining(folder.toString());
    }
    LogFixture.open(folder).close();
  }

  @Test
  void twoLogsInOneFolderAreRefused() throws Exception {
    LogFixture.open(folder).close();
    Files.createDirectory(folder.resolve("00000000-0000-4000-8000-000000000000"));
    assertThatThrownBy(() -> LogFixture.open(folder)).hasMessageContaining("holds 2 logs");
  }

  @Test
  void appendsOfManyThreadsGetGaplessOffsetsInTheOrderOfTheirCallbacks() throws Exception {
    List<Long> offsets = Collections.synchronizedList(new ArrayList<>());
    List<Long> times = Collections.synchronizedList(new ArrayList<>());
    int threads = 8;
    int each = 500;
    CountDownLatch done = new CountDownLatch(threads * each);
    try (LogFixture log =
        LogFixture.open(LogFixture.config(folder, LocalLogConfig.Sync.GROUP, 1 << 20))) {
      var callback =
          new TraceLog.AppendCallback() {
            @Override
            public void appended(long offset, long appendNanos) {
              offsets.add(offset);
              times.add(appendNanos);
              done.countDown();
            }

            @Override
            public void failed(Throwable cause) {
              throw new AssertionError(cause);
            }
          };
      for (int t = 0; t < threads; t++) {
        int thread = t;
        Thread.startVirtualThread(
            () -> {
              for (int i = 0; i < each; i++) {
                log.log.append(LogFixture.record(thread + "/" + i + "x".repeat(700)), callback);
              }
            });
      }
      assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(offsets).hasSize(threads * each).isSorted().doesNotHaveDuplicates();
    assertThat(offsets.getFirst()).isZero();
    assertThat(offsets.getLast()).isEqualTo(threads * each - 1);
    assertThat(times).isSorted();
    try (LogFixture log = LogFixture.open(folder)) {
      assertThat(log.replay().records()).hasSize(threads * each);
    }
    assertThat(LogFixture.segments(folder)).hasSizeGreaterThan(2);
  }

  @Test
  void recordsLargerThanSegmentsAndBuffersComeBack() {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    List<String> expected = new ArrayList<>();
    LocalLogConfig config = LogFixture.config(folder, LocalLogConfig.Sync.GROUP, 1 << 20);
    try (LogFixture log = LogFixture.open(config)) {
      for (int size : new int[] {0, 1, 20 << 20, (1 << 20) - 1, 1 << 20, (1 << 20) + 1, 3}) {
        byte[] payload = new byte[size];
        for (int i = 0; i < size; i++) {
          payload[i] = (byte) ('a' + random.nextInt(26));
        }
        LogFixture.Replayed one =
            new LogFixture.Replayed(expected, new ArrayList<>(), new ArrayList<>());
        one.record(log.append(LogFixture.record(payload)), 0, LogFixture.record(payload));
      }
    }
    try (LogFixture log = LogFixture.open(config)) {
      assertThat(log.replay().records()).isEqualTo(expected);
    }
  }

  @Test
  void groupModeFlushesEachGroupAndNoneModeDoesNot() {
    try (LogFixture log = LogFixture.open(folder.resolve("group"))) {
      log.append("a");
      int before = log.disk.forces.get();
      log.append("b");
      assertThat(log.disk.forces.get()).isEqualTo(before + 1);
    }
    var none = LogFixture.config(folder.resolve("none"), LocalLogConfig.Sync.NONE, 1 << 20);
    try (LogFixture log = LogFixture.open(none)) {
      log.append("a");
      int before = log.disk.forces.get();
      log.append("b");
      assertThat(log.disk.forces.get()).isEqualTo(before);
    }
  }

  @Test
  void intervalModeFlushesWithoutFurtherAppends() {
    var config = LogFixture.config(folder, LocalLogConfig.Sync.INTERVAL, 1 << 20);
    try (LogFixture log = LogFixture.open(config)) {
      log.append("a");
      log.append("b");
      long flushed = log.registry.get("vivace_wal_fsync_seconds").timer().count();
      log.append("c");
      Awaitility.await()
          .until(() -> log.registry.get("vivace_wal_fsync_seconds").timer().count() > flushed);
    }
  }

  @Test
  void trimDeletesWholeSegmentsBelowAndNeverTheLast() {
    LocalLogConfig config = LogFixture.config(folder, LocalLogConfig.Sync.GROUP, 64 << 10);
    try (LogFixture log = LogFixture.open(config)) {
      for (int i = 0; i < 20; i++) {
        log.append("x".repeat(30_000));
      }
      int before = LogFixture.segments(folder).size();
      assertThat(before).isGreaterThan(8);
      long bytes = log.log.segmentBytes();
      log.log.trim(1);
      assertThat(LogFixture.segments(folder)).hasSize(before);
      log.log.trim(11);
      assertThat(LogFixture.segments(folder)).hasSize(before - 5);
      assertThat(log.log.segmentBytes()).isLessThan(bytes);
      log.log.trim(1000);
      assertThat(LogFixture.segments(folder)).hasSize(1);
      assertThat(log.append("y")).isEqualTo(20);
    }
    try (LogFixture log = LogFixture.open(config)) {
      var replayed = log.replay(20);
      assertThat(replayed.records()).containsExactly("20:y");
      assertThat(replayed.missing()).isEmpty();
      assertThat(log.replay(3).missing()).containsExactly("3-18");
      assertThat(log.append("z")).isEqualTo(21);
    }
  }

  @Test
  void anUntouchedStartDoesNotLoseTheNextOffset() {
    try (LogFixture log = LogFixture.open(folder)) {
      log.append("a");
    }
    for (int i = 0; i < 3; i++) {
      LogFixture.open(folder).close();
    }
    try (LogFixture log = LogFixture.open(folder)) {
      assertThat(log.append("b")).isEqualTo(1);
    }
    assertThat(LogFixture.segments(folder)).hasSize(2);
  }

  @Test
  void advancingLeavesOffsetsOutAndReportsThemAsMissing() {
    try (LogFixture log = LogFixture.open(folder)) {
      log.append("a");
    }
    try (LogFixture log = LogFixture.open(folder)) {
      log.log.advanceTo(1);
      log.log.advanceTo(500);
      assertThat(log.append("b")).isEqualTo(500);
      assertThatThrownBy(() -> log.log.advanceTo(600)).isInstanceOf(IllegalStateException.class);
    }
    try (LogFixture log = LogFixture.open(folder)) {
      assertThat(log.replay().records()).containsExactly("0:a", "500:b");
      assertThat(log.replay().missing()).containsExactly("1-500");
      assertThat(log.replay(500).missing()).isEmpty();
    }
  }

  @Test
  void anAppendAfterCloseFails() {
    LogFixture log = LogFixture.open(folder);
    log.close();
    log.close();
    assertThatThrownBy(() -> log.append("a"))
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessageContaining("is closed");
    assertThat(log.log.healthy()).isFalse();
  }

  @Test
  void aFullQueueRefusesAtOnceAndCountsWhatIsBeingWritten() throws Exception {
    var config =
        new LocalLogConfig(
            folder,
            LocalLogConfig.Sync.GROUP,
            Duration.ofSeconds(1),
            LocalLogConfig.OnCorruption.ISOLATE,
            1 << 20,
            1000);
    try (LogFixture log = LogFixture.open(config)) {
      CountDownLatch isWriting = new CountDownLatch(1);
      CountDownLatch mayGoOn = new CountDownLatch(1);
      log.log.append(
          LogFixture.record("x".repeat(5000)), // over the bound, but alone
          new TraceLog.AppendCallback() {
            @Override
            public void appended(long offset, long appendNanos) {
              isWriting.countDown();
              try {
                mayGoOn.await();
              } catch (InterruptedException e) {
                throw new AssertionError(e);
              }
            }

            @Override
            public void failed(Throwable cause) {
              throw new AssertionError(cause);
            }
          });
      assertThat(isWriting.await(10, TimeUnit.SECONDS)).isTrue();
      assertThatThrownBy(() -> log.append("b"))
          .isInstanceOf(StoreUnavailableException.class)
          .hasMessageContaining("busy")
          .hasMessageContaining("limit: 1000");
      mayGoOn.countDown();
      Awaitility.await()
          .until(() -> log.registry.get("vivace_wal_queue_bytes").gauge().value() == 0);
      assertThat(log.append("c")).isEqualTo(1);
    }
  }

  @Test
  void aCallbackThatThrowsHarmsNobody() {
    try (LogFixture log = LogFixture.open(folder)) {
      log.log.append(
          LogFixture.record("a"),
          new TraceLog.AppendCallback() {
            @Override
            public void appended(long offset, long appendNanos) {
              throw new IllegalStateException("thrown by the test");
            }

            @Override
            public void failed(Throwable cause) {}
          });
      assertThat(log.append("b")).isEqualTo(1);
    }
  }

  @Test
  void allProblemsOfAConfigurationAreReportedTogether() {
    assertThatThrownBy(
            () ->
                new LocalLogConfig(
                    folder,
                    LocalLogConfig.Sync.GROUP,
                    Duration.ZERO,
                    LocalLogConfig.OnCorruption.ISOLATE,
                    1,
                    0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("sync interval")
        .hasMessageContaining("segment bytes: 1")
        .hasMessageContaining("max queued bytes: 0");
  }
}
