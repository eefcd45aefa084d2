package dev.vivace.transport.http;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.DoubleStream;

/// `tempo_request_duration_seconds` and `tempo_inflight_requests` of one method and route.
final class RouteMetrics {

  private static final Duration[] BUCKETS =
      DoubleStream.of(.01, .025, .05, .1, .25, .5, 1, 1.5, 2.5, 5, 10, 25, 50, 100)
          .mapToObj(seconds -> Duration.ofMillis(Math.round(seconds * 1000)))
          .toArray(Duration[]::new);

  private final MeterRegistry registry;
  private final String method;
  private final String route;
  private final AtomicInteger inFlight;
  private final Map<Integer, Timer> timers = new ConcurrentHashMap<>();

  RouteMetrics(MeterRegistry registry, String method, String route) {
    this.registry = registry;
    this.method = method;
    this.route = route;
    this.inFlight = new AtomicInteger();
    Gauge.builder("tempo_inflight_requests", inFlight, AtomicInteger::get)
        .description("Requests that are being handled")
        .tag("method", method)
        .tag("route", route)
        .register(registry);
  }

  void begin() {
    inFlight.incrementAndGet();
  }

  void end(int status, long durationNanos) {
    inFlight.decrementAndGet();
    timers.computeIfAbsent(status, this::timer).record(Duration.ofNanos(durationNanos));
  }

  private Timer timer(int status) {
    return Timer.builder("tempo_request_duration_seconds")
        .description("Time from a request's last byte to its answer")
        .tag("method", method)
        .tag("route", route)
        .tag("status_code", Integer.toString(status))
        .tag("ws", "false")
        .serviceLevelObjectives(BUCKETS)
        .register(registry);
  }
}
