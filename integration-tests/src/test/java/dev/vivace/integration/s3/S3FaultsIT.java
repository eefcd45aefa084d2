package dev.vivace.integration.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.vivace.integration.compare.Comparison;
import dev.vivace.integration.data.Load;
import dev.vivace.integration.data.LoadTraces;
import dev.vivace.integration.process.FreePorts;
import dev.vivace.integration.process.Servers;
import dev.vivace.integration.process.Settings;
import dev.vivace.integration.process.TestRun;
import dev.vivace.integration.process.VivaceProcess;
import dev.vivace.integration.s3.FaultProxy.Fault;
import dev.vivace.integration.wire.TraceClient;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The bucket answers wrongly, late or not at all, or is away for a while: nothing acknowledged is
/// lost, doubled or altered, and senders notice nothing.
@Tag("client")
class S3FaultsIT {

  private static final int DEFAULT_FAULT_SECONDS = 4;
  private static final int DEFAULT_AWAY_SECONDS = 3;
  private static final int FAULT_STEPS = 4;
  private static final int MIN_FAULTS = 30;
  private static final Duration DEADLINE = Duration.ofSeconds(60);
  private static final int MAX_MORE_THREADS = 24;

  @RegisterExtension static final Buckets BUCKETS = new Buckets(S3Server.Kind.MOTO);
  @RegisterExtension final Servers servers = new Servers();

  private final long seed = TestRun.seed();
  private final Load load =
      new Load(
          new LoadTraces(seed, Instant.now().getEpochSecond() * 1_000_000_000),
          S3Runs.REQUESTS_A_SECOND);

  @Test
  void nothingIsLostDoubledOrAlteredWhileRequestsToTheBucketGoWrong() throws InterruptedException {
    System.out.printf("%s: -Dvivace.seed=%d%n", getClass().getSimpleName(), seed);
    int seconds = TestRun.count("vivace.s3.fault.seconds", DEFAULT_FAULT_SECONDS);
    String prefix = BUCKETS.newPrefix();
    RandomFaults faults = new RandomFaults(seed);
    try (FaultProxy proxy = new FaultProxy(BUCKETS.address(), FreePorts.next())) {
      proxy.use(faults);
      proxy.setLateness(Duration.ofMillis(Math.min(5000, 100L * seconds)));
      VivaceProcess server =
          servers.start(S3Runs.withBlocksInTime(S3Runs.settings(proxy.address(), prefix), seconds));
      double threads = S3Runs.metric(server, "jvm_threads_live_threads");
      try (Load.Run _ = load.start(server.otlpGrpc())) {
        for (int step = 1; step <= FAULT_STEPS; step++) {
          faults.setPercent(10 + 40 * step / FAULT_STEPS);
          pause(Duration.ofMillis(1000L * seconds / FAULT_STEPS));
        }
        await("enough faults").atMost(DEADLINE).until(() -> faults.count() >= MIN_FAULTS);
      }
      assertThat(load.answers()).as("codes that senders saw").containsOnlyKeys("OK");
      faults.setPercent(0);
      Comparison sent = load.expected();
      S3Runs.awaitInBucket(server);
      try (TraceClient client = new TraceClient(server.http())) {
        sent.check(client::byId).assertAsSent("by the server that met the faults");
      }
      assertThat(S3Runs.metric(server, "jvm_threads_live_threads"))
          .as("threads afterwards")
          .isLessThan(threads + MAX_MORE_THREADS);
      assertThat(S3Runs.metric(server, "vivace_backlog_conflicts_total")).isZero();
      System.out.println("faults: " + proxy.counts());
      assertThat(proxy.counts()).containsKey(Fault.LOST_ANSWER);
      assertThat(server.terminate()).as("exit code").isZero();
      checkWhatTheBucketHolds(prefix, sent);
    }
  }

  @Test
  void acknowledgementsAndQueriesGoOnWhileTheBucketIsAway() throws InterruptedException {
    int seconds = TestRun.count("vivace.s3.away.seconds", DEFAULT_AWAY_SECONDS);
    assumeThat(seconds).as("0 leaves it to long runs").isPositive();
    String prefix = BUCKETS.newPrefix();
    try (FaultProxy proxy = new FaultProxy(BUCKETS.address(), FreePorts.next())) {
      Settings settings =
          S3Runs.withBlocksInTime(S3Runs.settings(proxy.address(), prefix), seconds);
      VivaceProcess server = servers.start(settings);
      proxy.goAway();
      try (Load.Run _ = load.start(server.otlpGrpc())) {
        pause(Duration.ofSeconds(seconds));
        awaitWaitingBlocks(server);
      }
      try (TraceClient client = new TraceClient(server.http())) {
        load.expected().check(client::byId).assertAsSent("while the bucket is away");
      }
      try (Load.Run _ = load.start(server.otlpGrpc())) {
        proxy.comeBack();
        long began = System.nanoTime();
        await("the backlog drained while more comes")
            .atMost(Duration.ofSeconds(Math.max(DEADLINE.toSeconds(), seconds / 3)))
            .pollInterval(Duration.ofMillis(100))
            .until(() -> S3Runs.metric(server, "vivace_backlog_oldest_seconds") < 2);
        System.out.printf(
            "away %d s, recovered in %d ms%n", seconds, (System.nanoTime() - began) / 1_000_000);
      }
      assertThat(load.answers()).as("codes that senders saw").containsOnlyKeys("OK");
      Comparison sent = load.expected();
      S3Runs.awaitInBucket(server);
      assertThat(server.terminate()).as("exit code").isZero();
      checkWhatTheBucketHolds(prefix, sent);
    }
  }

  @Test
  void aBacklogOutlivesTheProcess() {
    String prefix = BUCKETS.newPrefix();
    try (FaultProxy proxy = new FaultProxy(BUCKETS.address(), FreePorts.next())) {
      Settings settings = S3Runs.settings(proxy.address(), prefix).withBlocksAtOnce();
      Path folder = servers.newFolder();
      VivaceProcess server = servers.start(folder, settings);
      proxy.goAway();
      try (Load.Run _ = load.start(server.otlpGrpc())) {
        awaitWaitingBlocks(server);
      }
      server.kill();
      proxy.comeBack();
      VivaceProcess again = servers.start(folder, settings);
      Comparison sent = load.expected();
      S3Runs.awaitInBucket(again);
      assertThat(again.terminate()).as("exit code").isZero();
      checkWhatTheBucketHolds(prefix, sent);
    }
  }

  private static void awaitWaitingBlocks(VivaceProcess server) {
    await("blocks that wait")
        .atMost(DEADLINE)
        .until(() -> S3Runs.metric(server, "vivace_backlog_objects") > 4);
  }

  /// A process without a disk of its own finds everything in the bucket, which answers again.
  private void checkWhatTheBucketHolds(String prefix, Comparison sent) {
    VivaceProcess fresh = servers.start(S3Runs.settings(BUCKETS.address(), prefix));
    try (TraceClient client = new TraceClient(fresh.http())) {
      sent.check(client::byIdFromBlocks).assertAsSent("from the bucket alone");
    }
  }

  private static void pause(Duration duration) throws InterruptedException {
    new CountDownLatch(1).await(duration.toNanos(), TimeUnit.NANOSECONDS);
  }
}
