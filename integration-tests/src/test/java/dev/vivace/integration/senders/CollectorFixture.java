package dev.vivace.integration.senders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import dev.vivace.integration.client.Collector;
import dev.vivace.integration.compare.Comparison;
import dev.vivace.integration.process.Settings;
import dev.vivace.integration.process.VivaceProcess;
import dev.vivace.integration.wire.RecordingProxy;
import dev.vivace.integration.wire.TraceClient;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/// A Collector between two recording proxies, before a server.
final class CollectorFixture implements AutoCloseable {
  static final String GRPC = "otlp_grpc";
  static final String HTTP = "otlp_http";
  private static final Duration ARRIVAL_DEADLINE = Duration.ofSeconds(90);

  /// Between the Collector and the server: what the Collector tried.
  private final RecordingProxy behind;

  private final Collector collector;

  /// Before the Collector: what it was given.
  private final RecordingProxy before;

  private final TraceClient traces;

  /// @param settings its processors and the settings of its exporters but for their addresses; the
  ///   spans go to both of these exporters unless the settings name others
  /// @param tenant whose spans [#traces] reads; empty: the only one
  CollectorFixture(VivaceProcess server, Settings settings, String tenant) {
    behind = new RecordingProxy(server.otlpGrpc(), server.otlpHttp());
    collector = Collector.start(withAddresses(settings));
    before = new RecordingProxy(collector.grpc(), collector.http());
    traces = new TraceClient(server.http(), tenant);
  }

  private Settings withAddresses(Settings settings) {
    Map<String, Object> retry =
        Map.of(
            "initial_interval", "100ms",
            "randomization_factor", 0,
            "max_interval", "1s",
            "max_elapsed_time", "60s");
    return settings
        .with("exporters.%s.endpoint".formatted(GRPC), behind.grpc())
        .with("exporters.%s.tls.insecure".formatted(GRPC), true)
        .with("exporters.%s.endpoint".formatted(HTTP), behind.http().toString())
        .withDefault("exporters.%s.compression".formatted(GRPC), "none")
        .withDefault("exporters.%s.compression".formatted(HTTP), "none")
        .with("exporters.%s.retry_on_failure".formatted(GRPC), retry)
        .with("exporters.%s.retry_on_failure".formatted(HTTP), retry)
        .withDefault("service.pipelines.traces.exporters", List.of(GRPC, HTTP));
  }

  RecordingProxy before() {
    return before;
  }

  RecordingProxy behind() {
    return behind;
  }

  Collector collector() {
    return collector;
  }

  TraceClient traces() {
    return traces;
  }

  /// Waits until the server knows these traces.
  void awaitKnown(Collection<ByteString> traceIds) {
    await("all traces")
        .atMost(ARRIVAL_DEADLINE)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> traceIds.stream().allMatch(this::isKnown));
  }

  /// Waits until all of this is there, and compares it.
  void awaitStored(Comparison sent) {
    awaitKnown(sent.traceIds());
    await("all spans")
        .atMost(ARRIVAL_DEADLINE)
        .pollInterval(Duration.ofMillis(100))
        .until(() -> sent.check(traces::byId).nothingMissing());
    sent.check(traces::byId).assertAsSent("behind the Collector");
  }

  /// Waits until the Collector has given up so many requests.
  void awaitDropped(int count) {
    await("a dropped request")
        .atMost(ARRIVAL_DEADLINE)
        .pollInterval(Duration.ofMillis(50))
        .untilAsserted(() -> assertThat(collector.count("Dropping data")).isEqualTo(count));
  }

  boolean isKnown(ByteString traceId) {
    String path = "/api/traces/" + TraceClient.hex(traceId); // Version 2 knows no 404.
    return traces.get(path, "application/protobuf").statusCode() == 200;
  }

  @Override
  public void close() {
    traces.close();
    before.close();
    collector.close();
    behind.close();
  }
}
