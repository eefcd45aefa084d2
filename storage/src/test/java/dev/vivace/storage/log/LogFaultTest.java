package dev.vivace.storage.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.vivace.model.error.StoreUnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFaultTest {

  @TempDir Path folder;

  @Test
  void afterAFailedFsyncTheAppendFailsAndTheNextGoesToANewSegment() {
    try (LogFixture log = LogFixture.open(folder)) {
      log.append("a");
      log.disk.failsForce = true;
      assertUnavailable(log, "b", "fsync failed by the test");
      assertThat(log.log.healthy()).isFalse();
      log.disk.failsForce = false;
      Awaitility.await().until(log.log::healthy);
      assertThat(log.append("c")).isEqualTo(2);
    }
    assertThat(LogFixture.segments(folder)).hasSize(2);
    try (LogFixture log = LogFixture.open(folder)) {
      assertThat(log.replay().records()).containsExactly("0:a", "2:c");
      assertThat(log.replay().missing()).isEmpty();
    }
  }

  @Test
  void failuresInARowLeaveOutAllTheirOffsets() {
    try (LogFixture log = LogFixture.open(folder)) {
      log.append("first");
      for (int i = 0; i < 3; i++) {
        log.disk.tearsWriteAfterBytes = 100;
        assertUnavailable(log, "lost".repeat(20), "torn by the test");
        log.disk.tearsWriteAfterBytes = -1;
        Awaitility.await().until(log.log::healthy);
      }
      assertThat(log.append("last")).isEqualTo(4);
    }
    try (LogFixture log = LogFixture.open(folder)) {
      assertThat(log.replay().records()).containsExactly("0:first", "4:last");
      assertThat(log.replay().missing()).isEmpty();
    }
  }

  @Test
  void withoutANewSegmentTheLogIsUnhealthyUntilOneCanBeOpened() {
    try (LogFixture log = LogFixture.open(folder)) {
      log.append("a");
      log.disk.failsForce = true;
      log.disk.failsCreate = true;
      assertUnavailable(log, "b", "fsync failed");
      assertUnavailable(log, "c", "create failed by the test");
      assertThat(log.log.healthy()).isFalse();
      assertThat(log.log.isGivenUp()).isFalse();
      log.disk.failsForce = false;
      log.disk.failsCreate = false;
      assertThat(log.append("d")).isEqualTo(2);
      assertThat(log.log.healthy()).isTrue();
    }
  }

  @Test
  void whileAFlushHangsTheLogIsSlowAndRecovers() {
    try (LogFixture log = LogFixture.open(folder)) {
      log.append("a");
      assertThat(log.log.isSlow()).isFalse();
      log.disk.forcesWaitFor = new CountDownLatch(1);
      CompletableFuture<Long> waiting = log.appendLater(LogFixture.record("b"));
      Awaitility.await().until(log.log::isSlow);
      assertThat(log.log.isTooSlow()).isFalse();
      assertThat(log.log.healthy()).isTrue();
      log.disk.forcesWaitFor.countDown();
      assertThat(waiting).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(1L);
      for (int i = 0; i < 150; i++) { // Of over a hundred flushes one may be slow.
        log.append("c");
      }
      assertThat(log.log.isSlow()).isFalse();
    }
  }

  @Test
  void belowTheReserveAppendsFailWithPathAndBytesAndGoOnByThemselves() {
    try (LogFixture log = LogFixture.open(folder)) {
      log.append("a");
      log.disk.usableBytes = 12_345;
      assertUnavailable(log, "b", "12345 bytes are left");
      assertUnavailable(log, "c", folder.toString());
      assertThat(log.log.healthy()).isTrue();
      log.disk.usableBytes = Long.MAX_VALUE;
      assertThat(log.append("d")).isEqualTo(1);
    }
  }

  @Test
  void aDiskThatIsFullInTheMiddleOfABatchLosesNothingAcknowledged() {
    List<String> acknowledged = new ArrayList<>();
    try (LogFixture log = LogFixture.open(folder)) {
      acknowledged.add(log.append("a") + ":a");
      log.disk.isFull = true;
      assertUnavailable(log, "b", "No space left on device");
      log.disk.isFull = false;
      Awaitility.await().until(log.log::healthy);
      acknowledged.add(log.append("c") + ":c");
    }
    try (LogFixture log = LogFixture.open(folder)) {
      assertThat(log.replay().records()).isEqualTo(acknowledged);
    }
  }

  @Test
  void aVolumeFillsUpAndComesBack() throws IOException {
    Path volume = Files.createDirectory(folder.resolve("volume"));
    fillAndFree(volume, path -> new QuotaDisk(new LocalDisk(path), volume, 24 << 20));
  }

  /// The same where a file system in memory can be mounted.
  @Test
  void aRealVolumeFillsUpAndComesBack() throws Exception {
    Path volume = Files.createDirectory(folder.resolve("volume"));
    assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", volume.toString()));
    try {
      fillAndFree(volume, LocalDisk::new);
    } finally {
      run("umount", volume.toString());
    }
  }

  private static void fillAndFree(Path volume, LocalLog.DiskOpener disk) throws IOException {
    Path wal = volume.resolve("wal");
    Path ballast = volume.resolve("ballast");
    Files.write(ballast, new byte[8 << 20]);
    LogRecord record = LogFixture.record(new byte[100_000]);
    long acknowledged = 0;
    try (LogFixture log = LogFixture.open(realDisk(wal), disk)) {
      while (append(log, record)) {
        acknowledged++;
        assertThat(acknowledged).isLessThan(1000);
      }
      assertThat(acknowledged).isGreaterThan(50);
      assertThat(append(log, record)).isFalse();
      Files.delete(ballast);
      assertThat(append(log, record)).isTrue();
      acknowledged++;
      assertThat(log.log.endOffset()).isEqualTo(acknowledged);
    }
    try (LogFixture log = LogFixture.open(realDisk(wal), disk)) {
      assertThat(log.replay().records()).hasSize((int) acknowledged);
      assertThat(log.replay().missing()).isEmpty();
    }
  }

  private static LocalLogConfig realDisk(Path wal) {
    return LogFixture.config(wal, LocalLogConfig.Sync.GROUP, 64 << 20);
  }

  private static boolean append(LogFixture log, LogRecord record) {
    if (log.disk.usableBytes == Long.MAX_VALUE) {
      log.disk.usableBytes = -1; // Ask the real one.
    }
    try {
      log.append(record);
      return true;
    } catch (StoreUnavailableException e) {
      assertThat(e).hasMessageContaining("bytes are left on its volume");
      return false;
    }
  }

  private static boolean run(String... command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
  }

  private static void assertUnavailable(LogFixture log, String payload, String message) {
    assertThatThrownBy(() -> log.append(payload))
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessageContaining(message);
  }
}
