package dev.vivace.integration.s3;

import static org.awaitility.Awaitility.await;

import dev.vivace.integration.process.Settings;
import dev.vivace.integration.process.VivaceProcess;
import dev.vivace.integration.wire.TraceClient;
import java.net.URI;
import java.time.Duration;
import java.util.stream.Stream;

/// What runs of a server with a bucket have in common.
final class S3Runs {

  /// Enough for a block in each section, few enough that all of them are soon compared.
  static final int REQUESTS_A_SECOND = 40;

  static final String BACKLOG = "vivace_backlog_objects";

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

  /// Waits until everything is in blocks, and all blocks are in the bucket.
  static void awaitInBucket(VivaceProcess server) {
    await("everything in blocks, and an empty backlog")
        .atMost(IN_BUCKET_DEADLINE)
        .pollInterval(Duration.ofMillis(100))
        .until(
            () ->
                Stream.of("vivace_live_head_bytes", "vivace_sections_pending", BACKLOG)
                    .allMatch(name -> metric(server, name) == 0));
  }

  /// As often as there may be a block so that there are hundreds at the end.
  static Settings withBlocksInTime(Settings settings, int seconds) {
    return settings.withBlocksAfter(Math.max(300, 10 * seconds) + "ms");
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
