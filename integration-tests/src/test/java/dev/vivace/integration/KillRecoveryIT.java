package dev.vivace.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vivace.integration.compare.Comparison;
import dev.vivace.integration.data.Load;
import dev.vivace.integration.data.LoadTraces;
import dev.vivace.integration.process.AuditorProcess;
import dev.vivace.integration.process.Servers;
import dev.vivace.integration.process.Settings;
import dev.vivace.integration.process.TestRun;
import dev.vivace.integration.process.VivaceProcess;
import dev.vivace.integration.wire.TraceClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The server is killed, stopped and restarted under load: what it acknowledged is neither lost nor
/// doubled nor altered.
@Tag("endurance")
class KillRecoveryIT {
  private static final int DEFAULT_ROUNDS = 5;

  /// None is promised; on a busy machine one may be given up when the auditor is told to end.
  private static final int DEFAULT_STOP_UNKNOWN = 2;

  private static final int DEFAULT_STOP_ROUNDS = 3;
  private static final int DEFAULT_AUDIT_EVERY = 5;
  private static final int SEARCH_EVERY = 10; // of those that are looked up

  // Three seconds are promised; ten times that, for a busy machine.
  private static final int DEFAULT_READY_MILLIS = 30_000;
  private static final Duration ACKNOWLEDGED_DEADLINE = Duration.ofSeconds(60);
  private static final Duration BLOCKS_DEADLINE = Duration.ofSeconds(60);

  @RegisterExtension final Servers servers = new Servers();

  private final long seed = TestRun.seed();
  private final Random random = new Random(seed);
  private final Load load =
      new Load(new LoadTraces(seed, Instant.now().getEpochSecond() * 1_000_000_000));

  /// What the server is made to do in a round, and with it when the kill comes.
  private enum Round {
    /// Spans stay in the live head: the log is being appended to.
    APPENDING,
    /// Sections are cut all the time.
    CUTTING,
    /// A block is being written: the kill comes when a file appears below the block folder.
    WRITING_A_BLOCK;

    static Round of(int number) {
      return values()[number % values().length];
    }

    Settings settings() {
      return switch (this) {
        case APPENDING -> Settings.unlimited();
        case CUTTING -> Settings.unlimited().withBlocksAtOnce();
        case WRITING_A_BLOCK -> Settings.unlimited().withBlocksAfter("1s");
      };
    }
  }

  @BeforeEach
  void printSeed() {
    System.out.printf("%s: -Dvivace.seed=%d%n", getClass().getSimpleName(), seed);
  }

  @Test
  void nothingAcknowledgedIsLostDoubledOrAlteredByKills() {
    int rounds = TestRun.count("vivace.kill.rounds", DEFAULT_ROUNDS);
    Path folder = servers.newFolder();
    Path journal = folder.resolve("audit.journal");
    List<Duration> readyAfter = new ArrayList<>();
    VivaceProcess server = servers.start(folder, Round.of(0).settings());
    try (AuditorProcess auditor =
        AuditorProcess.start("write", server, journal, "--seed=" + seed, "--rate=100")) {
      for (int number = 0; number < rounds; number++) {
        Round round = Round.of(number);
        awaitMore(auditor);
        awaitMoment(round, folder);
        server.kill();
        server = servers.own(server.restart(Round.of(number + 1).settings()));
        readyAfter.add(server.readyAfter());
        if (Round.of(number + 1) == Round.APPENDING) { // blocks do not pile up meanwhile
          audit(server, journal, "--every=97", "--without-aggregates");
        }
        System.out.printf(
            "round %d %s: ready after %d ms, %d requests acknowledged so far%n",
            number, round, server.readyAfter().toMillis(), auditor.acknowledged());
      }
      awaitMore(auditor);
      assertThat(auditor.end().exitCode()).isZero();
    }
    audit(
        server,
        journal,
        "--every=" + TestRun.count("vivace.audit.every", DEFAULT_AUDIT_EVERY),
        "--search-every=" + SEARCH_EVERY);
    assertReady(readyAfter);
  }

  @Test
  void stopsUnderLoadAndQueriesEndInTimeAndLoseNothing() {
    int rounds = TestRun.count("vivace.stop.rounds", DEFAULT_STOP_ROUNDS);
    Path folder = servers.newFolder();
    Path journal = folder.resolve("audit.journal");
    Settings settings = Settings.unlimited().with("multitenancy_enabled", true);
    List<Duration> stoppedAfter = new ArrayList<>();
    VivaceProcess server = servers.start(folder, settings);
    AuditorProcess.Result written;
    try (AuditorProcess auditor =
        AuditorProcess.start(
            "run", server, journal, "--seed=" + seed, "--tenant=red,blue", "--rate=100")) {
      for (int number = 0; number < rounds; number++) {
        awaitMore(auditor);
        pause(300_000 + random.nextInt(2_000_000));
        long began = System.nanoTime();
        assertThat(server.terminate()).as("exit code").isZero();
        stoppedAfter.add(Duration.ofNanos(System.nanoTime() - began));
        server = servers.own(server.restart(settings));
      }
      awaitMore(auditor);
      written = auditor.end();
    }
    System.out.printf("%d stops, the longest %s%n", rounds, Collections.max(stoppedAfter));
    assertThat(written.exitCode()).as("%s", written).isZero();
    assertThat(written.unknown())
        .as("requests that failed although they were sent again")
        .isLessThanOrEqualTo(TestRun.count("vivace.stop.unknown", DEFAULT_STOP_UNKNOWN));
    audit(
        server,
        journal,
        "--every=" + TestRun.count("vivace.audit.every", DEFAULT_AUDIT_EVERY),
        "--search-every=" + SEARCH_EVERY);
  }

  private static void awaitMore(AuditorProcess auditor) {
    long before = auditor.acknowledged();
    await("acknowledgements")
        .atMost(ACKNOWLEDGED_DEADLINE)
        .until(() -> auditor.acknowledged() > before);
  }

  /// Asks for what the auditor wrote.
  private static void audit(VivaceProcess server, Path journal, String... options) {
    AuditorProcess.Result result = AuditorProcess.check(server, journal, options);
    assertThat(result.exitCode()).as("%s", result).isZero();
    assertThat(result.acknowledged()).isPositive();
  }

  private static void assertReady(List<Duration> readyAfter) {
    List<Duration> sorted = readyAfter.stream().sorted().toList();
    Duration p95 = sorted.get((sorted.size() - 1) * 95 / 100);
    System.out.printf("ready after a kill: p95 %s, at most %s%n", p95, sorted.getLast());
    assertThat(p95)
        .isLessThan(Duration.ofMillis(TestRun.count("vivace.ready.millis", DEFAULT_READY_MILLIS)));
  }

  @Test
  void sigtermUnderLoadEndsInTimeAndLosesNothing() {
    Path folder = servers.newFolder();
    VivaceProcess server = servers.start(folder, Settings.unlimited());
    try (Load.Run _ = load.start(server.otlpGrpc())) {
      await("some load").until(() -> load.stored() > 100);
      assertThat(server.terminate()).as("exit code").isZero();
    }
    assertThat(load.answers()).as("codes that clients saw").containsOnlyKeys("OK", "UNAVAILABLE");

    VivaceProcess restarted = servers.start(folder, Settings.unlimited());
    check(restarted);
  }

  @Test
  void aRestartWithoutTheLogsSegmentsGivesBlocksBack() throws IOException {
    Path folder = folderWithEverythingInBlocks();
    try (Stream<Path> below = Files.walk(VivaceProcess.walFolder(folder))) {
      for (Path segment : below.filter(Files::isRegularFile).toList()) {
        Files.delete(segment);
      }
    }

    check(servers.start(folder, Settings.unlimited()));
  }

  @Test
  void aRestartAfterTheLossOfTheLogsDiskGivesBlocksBack() throws IOException {
    Path folder = folderWithEverythingInBlocks();
    Files.move(VivaceProcess.walFolder(folder), folder.resolve("lost"));

    check(servers.start(folder, Settings.unlimited()));
  }

  private Path folderWithEverythingInBlocks() {
    Path folder = servers.newFolder();
    VivaceProcess server = servers.start(folder, Settings.unlimited().withBlocksAtOnce());
    try (Load.Run _ = load.start(server.otlpGrpc())) {
      await("some load").until(() -> load.stored() > 200);
    }
    Comparison sent = load.expected();
    try (TraceClient client = new TraceClient(server.http())) {
      await("everything in blocks")
          .atMost(BLOCKS_DEADLINE)
          .pollInterval(Duration.ofMillis(300))
          .until(() -> sent.check(client::byIdFromBlocks).nothingMissing());
    }
    assertThat(server.terminate()).as("exit code").isZero();
    return folder;
  }

  /// Compares all that the load sent.
  private void check(VivaceProcess server) {
    try (TraceClient client = new TraceClient(server.http())) {
      load.expected().check(client::byId).assertAsSent("after a restart");
    }
  }

  private void awaitMoment(Round round, Path folder) {
    if (round == Round.WRITING_A_BLOCK) {
      Set<Path> before = files(VivaceProcess.blockFolder(folder));
      await("a file of a new block")
          .atMost(BLOCKS_DEADLINE)
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(1))
          .until(() -> !before.containsAll(files(VivaceProcess.blockFolder(folder))));
      pause(random.nextInt(5_000));
    } else {
      pause(300_000 + random.nextInt(2_000_000));
    }
  }

  private static void pause(int micros) {
    try {
      new CountDownLatch(1).await(micros, TimeUnit.MICROSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted before a kill", e);
    }
  }

  private static Set<Path> files(Path folder) {
    Set<Path> files = new HashSet<>();
    try {
      Files.walkFileTree(
          folder,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              files.add(file);
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
              if (e instanceof NoSuchFileException) {
                return FileVisitResult.CONTINUE; // it went while we looked
              }
              throw e;
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list " + folder, e);
    }
    return files;
  }
}
