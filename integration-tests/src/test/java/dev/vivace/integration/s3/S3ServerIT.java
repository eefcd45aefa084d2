package dev.vivace.integration.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vivace.integration.compare.Comparison;
import dev.vivace.integration.data.Load;
import dev.vivace.integration.data.LoadTraces;
import dev.vivace.integration.process.FreePorts;
import dev.vivace.integration.process.Servers;
import dev.vivace.integration.process.Settings;
import dev.vivace.integration.process.TestRun;
import dev.vivace.integration.process.VivaceProcess;
import dev.vivace.integration.wire.TraceClient;
import java.time.Instant;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The whole server with its blocks in a bucket.
@Tag("client")
class S3ServerIT {

  @RegisterExtension static final Buckets BUCKETS = new Buckets(S3Server.Kind.MOTO);
  @RegisterExtension final Servers servers = new Servers();

  private final Load load =
      new Load(
          new LoadTraces(TestRun.seed(), Instant.now().getEpochSecond() * 1_000_000_000),
          S3Runs.REQUESTS_A_SECOND);

  @Test
  void whatWasCommittedIsServedByAFreshProcessFromTheBucketAlone() {
    Settings settings = S3Runs.settings(BUCKETS.address(), BUCKETS.newPrefix()).withBlocksAtOnce();
    VivaceProcess first = servers.start(settings);
    try (Load.Run _ = load.start(first.otlpGrpc())) {
      await("some load").until(() -> load.stored() > 80);
    }
    Comparison sent = load.expected();
    S3Runs.awaitInBucket(first);
    assertThat(searched(first)).as("traces that a search finds").isPositive();
    assertThat(first.terminate()).as("exit code").isZero();

    VivaceProcess fresh = servers.start(settings);
    try (TraceClient client = new TraceClient(fresh.http())) {
      sent.check(client::byIdFromBlocks)
          .assertAsSent("from the bucket, by a process without a disk");
    }
    assertThat(searched(fresh)).as("traces that a search finds").isPositive();
    assertThat(S3Runs.get(fresh, "/status")).contains("creates each object once");
  }

  @Test
  void aBucketThatIgnoresConditionsIsForThisProcessAlone() {
    try (FaultProxy proxy = new FaultProxy(BUCKETS.address(), FreePorts.next())) {
      proxy.use((_, _) -> FaultProxy.Fault.UNCONDITIONAL);
      VivaceProcess server =
          servers.start(S3Runs.settings(proxy.address(), BUCKETS.newPrefix()).withBlocksAtOnce());
      assertThat(server.log()).contains("no other process may write to it");
      assertThat(S3Runs.get(server, "/status")).contains("single writer only");
      assertThat(S3Runs.metric(server, "vivace_store_single_writer")).isEqualTo(1);
      try (Load.Run _ = load.start(server.otlpGrpc())) {
        await("some load").until(() -> load.stored() > 20);
      }
      S3Runs.awaitInBucket(server);
    }
  }

  @Test
  void secretsAreShownNowhere() {
    VivaceProcess server = servers.start(S3Runs.settings(BUCKETS.address(), BUCKETS.newPrefix()));
    String pages =
        S3Runs.get(server, "/status")
            + S3Runs.get(server, "/status/config?mode=diff")
            + server.log();
    assertThat(pages).contains("secret_key: '********'");
    assertThat(pages).doesNotContain(S3Server.SECRET_KEY);
  }

  private static int searched(VivaceProcess server) {
    String answer = S3Runs.get(server, "/api/search?q=%7B%7D&limit=50");
    return answer.split("\"traceID\"", -1).length - 1;
  }
}
