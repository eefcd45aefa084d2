package dev.vivace.integration.s3;

import static org.awaitility.Awaitility.await;

import dev.vivace.integration.compare.Comparison;
import dev.vivace.integration.process.Settings;
import dev.vivace.integration.process.VivaceProcess;
import dev.vivace.integration.wire.TraceClient;
import java.net.URI;
import java.time.Duration;

/// What runs of a server with a bucket have in common.
final class S3Runs {

  /// Enough for a block in each section, few enough that all of them are soon compared.
  static final int REQUESTS_A_SECOND = 40;

  private static final Duration IN_BUCKET_DEADLINE = Duration.ofMinutes(2);

  private S3Runs() {}

  /// Nothing is limited, blocks are in the bucket.
  static Settings settings(URI bucketAddress, String prefix) {
    return Settings.unlimited()
        .with("storage.trace.backend", "s3")
        .with("storage.trace.s3.bucket", Buckets.BUCKET)
        .with("storage.trace.s3.prefix", prefix)
        .with("storage.trace.s3.endpoint", bucketAddress.getAuthority())
        .with("storage.trace.s3.insecure", true)
        .with("storage.trace.s3.access_key", S3Server.ACCESS_KEY)
        .with("storage.trace.s3.secret_key", S3Server.SECRET_KEY);
  }

  /// Waits until all of it is in blocks, and all blocks are in the bucket.
  static void awaitInBucket(VivaceProcess server, Comparison sent) {
    try (TraceClient client = new TraceClient(server.http())) {
      await("everything in blocks")
          .atMost(IN_BUCKET_DEADLINE)
          .pollInterval(Duration.ofMillis(300))
          .until(() -> sent.check(client::byIdFromBlocks).nothingMissing());
    }
    await("an empty backlog")
        .atMost(IN_BUCKET_DEADLINE)
        .pollInterval(Duration.ofMillis(100))
        .until(() -> metric(server, "vivace_backlog_objects") == 0);
  }

  /// The value of a metric without labels.
  static double metric(VivaceProcess server, String name) {
    return get(server, "/metrics")
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
        .findFirst()
        .orElseThrow(() -> new AssertionError("there is no metric " + name));
  }

  static String get(VivaceProcess server, String path) {
    try (TraceClient client = new TraceClient(server.http())) {
      return TraceClient.text(client.get(path, "*/*"));
    }
  }
}
