package dev.vivace.storage.object.s3;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;

/// What the requests to the bucket come to.
final class BackendMetrics {

  private static final Duration[] BUCKETS = {
    Duration.ofMillis(5),
    Duration.ofMillis(10),
    Duration.ofMillis(25),
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(250),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofMillis(2500),
    Duration.ofSeconds(5),
    Duration.ofSeconds(10)
  };

  private final MeterRegistry registry;
  private final Counter hedged;
  private final Counter retried;

  BackendMetrics(MeterRegistry registry, CircuitBreaker breaker) {
    this.registry = registry;
    hedged = registry.counter("tempodb_backend_hedged_roundtrips");
    retried = registry.counter("vivace_backend_retries");
    registry.gauge("vivace_backend_circuit_open", breaker, b -> b.isOpen() ? 1 : 0);
  }

  /// @param status of HTTP, or 0 if no answer came
  void request(String method, int status, long nanos) {
    Timer.builder("tempodb_backend_request_duration_seconds")
        .tags("operation", method, "status_code", status == 0 ? "none" : Integer.toString(status))
        .serviceLevelObjectives(BUCKETS)
        .register(registry)
        .record(Duration.ofNanos(nanos));
  }

  void hedged() {
    hedged.increment();
  }

  void retried() {
    retried.increment();
  }
}
