package dev.vivace.distributor.ingest;

import dev.vivace.model.id.TenantId;
import dev.vivace.model.span.DecodeCounts;
import dev.vivace.model.span.SpanBatch;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.DoubleStream;

/// What ingest counts. Tenants get series of their own up to [#MAX_TENANTS]; those after share one.
final class IngestMetrics implements AutoCloseable {

  /// Tenants with series of their own.
  static final int MAX_TENANTS = 1000;

  /// The label of all tenants beyond [#MAX_TENANTS]; no tenant can have this name.
  static final String OTHER_TENANTS = "=other";

  private static final Duration[] PUSH_BUCKETS =
      DoubleStream.of(.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10)
          .mapToObj(seconds -> Duration.ofMillis(Math.round(seconds * 1000)))
          .toArray(Duration[]::new);

  private static final double[] TRACES_BUCKETS = {2, 6, 18, 54, 162};

  private final MeterRegistry registry;
  private final Timer pushDuration;
  private final DistributionSummary tracesPerBatch;

  /// One for each thread of the pool that decodes.
  private final ThreadLocal<TraceCounter> traceCounters =
      ThreadLocal.withInitial(TraceCounter::new);

  private final DistanceHistogram future;
  private final DistanceHistogram past;
  private final Counter[] changes = new Counter[DecodeCounts.Kind.values().length];
  private final Map<String, TenantMetrics> tenants = new ConcurrentHashMap<>();

  IngestMetrics(MeterRegistry registry) {
    this.registry = registry;
    pushDuration =
        Timer.builder("tempo_distributor_push_duration_seconds")
            .description("Time from a request's bytes to its outcome")
            .serviceLevelObjectives(PUSH_BUCKETS)
            .register(registry);
    tracesPerBatch =
        DistributionSummary.builder("tempo_distributor_traces_per_batch")
            .description("Traces that the spans of a request belong to")
            .serviceLevelObjectives(TRACES_BUCKETS)
            .register(registry);
    future =
        new DistanceHistogram(
            "tempo_spans_distance_in_future_seconds", "How far spans end after their arrival");
    past =
        new DistanceHistogram(
            "tempo_spans_distance_in_past_seconds", "How far spans end before their arrival");
    future.register(registry);
    past.register(registry);
    for (DecodeCounts.Kind kind : DecodeCounts.Kind.values()) {
      changes[kind.ordinal()] =
          Counter.builder("vivace_distributor_decode_changes")
              .description("What decoding repaired, cut or left out")
              .tag("kind", kind.name().toLowerCase(Locale.ROOT))
              .register(registry);
    }
  }

  TenantMetrics tenant(TenantId tenant) {
    TenantMetrics known = tenants.get(tenant.value());
    if (known != null) {
      return known;
    }
    String label = tenants.size() < MAX_TENANTS ? tenant.value() : OTHER_TENANTS;
    return tenants.computeIfAbsent(label, name -> new TenantMetrics(registry, future, past, name));
  }

  void countChanges(SpanBatch batch) {
    for (DecodeCounts.Kind kind : DecodeCounts.Kind.values()) {
      int count = batch.counts().get(kind);
      if (count > 0) {
        changes[kind.ordinal()].increment(count);
      }
    }
  }

  /// Counts texts that were repaired before the request was decoded.
  void countRepaired(int count) {
    changes[DecodeCounts.Kind.REPAIRED_UTF8.ordinal()].increment(count);
  }

  void countTraces(SpanBatch batch) {
    tracesPerBatch.record(traceCounters.get().count(batch.spans()));
  }

  void recordPush(long durationNanos) {
    pushDuration.record(Duration.ofNanos(durationNanos));
  }

  /// Takes out of the registry what could not be added a second time.
  @Override
  public void close() {
    future.unregister(registry);
    past.unregister(registry);
  }
}
