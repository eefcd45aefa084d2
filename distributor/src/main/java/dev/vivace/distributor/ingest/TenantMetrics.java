package dev.vivace.distributor.ingest;

import dev.vivace.model.span.DecodeCounts;
import dev.vivace.model.span.Refusal;
import dev.vivace.model.span.SpanBatch;
import dev.vivace.model.span.SpanList;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;

/// The meters of one tenant. A batch costs some additions, a span none but its two distances.
final class TenantMetrics {

  private static final double NANOS_PER_SECOND = 1e9;

  private static final Map<DecodeCounts.Kind, String> TRUNCATED_SCOPES =
      Map.of(
          DecodeCounts.Kind.TRUNCATED_RESOURCE, "resource",
          DecodeCounts.Kind.TRUNCATED_SCOPE, "scope",
          DecodeCounts.Kind.TRUNCATED_SPAN, "span",
          DecodeCounts.Kind.TRUNCATED_EVENT, "event",
          DecodeCounts.Kind.TRUNCATED_LINK, "link");

  private final MeterRegistry registry;
  private final String tenant;
  private final Counter ingressBytes;
  private final Counter receivedBytes;
  private final Counter receivedSpans;
  private final Counter rateLimited;
  private final Map<Refusal, Counter> discarded = new EnumMap<>(Refusal.class);
  private final Map<DecodeCounts.Kind, Counter> truncated = new EnumMap<>(DecodeCounts.Kind.class);
  private final DistanceHistogram.Cells future;
  private final DistanceHistogram.Cells past;

  TenantMetrics(
      MeterRegistry registry, DistanceHistogram future, DistanceHistogram past, String tenant) {
    this.registry = registry;
    this.tenant = tenant;
    ingressBytes =
        counter(registry, "tempo_distributor_ingress_bytes", "Bytes before limits", tenant);
    receivedBytes =
        counter(registry, "tempo_distributor_bytes_received", "Bytes after limits", tenant);
    receivedSpans =
        counter(registry, "tempo_distributor_spans_received", "Spans after limits", tenant);
    for (Refusal reason : Refusal.values()) {
      discarded.put(reason, discarded(registry, reason.label(), tenant));
    }
    rateLimited = discarded(registry, "rate_limited", tenant);
    TRUNCATED_SCOPES.forEach(
        (kind, scope) ->
            truncated.put(
                kind,
                Counter.builder("tempo_distributor_attributes_truncated")
                    .description("Keys, values and names cut to the limit")
                    .tags("tenant", tenant, "scope", scope)
                    .register(registry)));
    this.future = future.cells(tenant);
    this.past = past.cells(tenant);
  }

  private static Counter counter(MeterRegistry registry, String name, String help, String tenant) {
    return Counter.builder(name).description(help).tag("tenant", tenant).register(registry);
  }

  private static Counter discarded(MeterRegistry registry, String reason, String tenant) {
    return Counter.builder("tempo_discarded_spans")
        .description("Spans refused, by reason")
        .tags("reason", reason, "tenant", tenant)
        .register(registry);
  }

  void countRateLimited(int spans) {
    rateLimited.increment(spans);
  }

  void countIngress(int bytes) {
    ingressBytes.increment(bytes);
  }

  void countReceived(SpanBatch batch, long nowNanos) {
    receivedBytes.increment(batch.requestLength());
    receivedSpans.increment(batch.spans().count());
    countDistances(batch.spans(), nowNanos);
  }

  void countDiscarded(SpanBatch batch) {
    if (batch.refusedCount() > 0) {
      discarded.forEach((reason, counter) -> counter.increment(batch.refusedCount(reason)));
    }
  }

  /// Only tenants with rules have these series.
  void countRedacted(RedactionCounts counts) {
    countRedacted("delete", counts.deleted());
    countRedacted("hash", counts.hashed());
    countRedacted("mask", counts.masked());
    countRedacted("cut", counts.cut());
  }

  private void countRedacted(String action, int count) {
    if (count > 0) {
      Counter.builder("vivace_redacted_attributes")
          .description("Attributes and texts that were redacted, by what was done")
          .tags("tenant", tenant, "action", action)
          .register(registry)
          .increment(count);
    }
  }

  /// Counts what was cut and returns how much that was.
  int countTruncated(SpanBatch batch) {
    int total = 0;
    for (Map.Entry<DecodeCounts.Kind, Counter> entry : truncated.entrySet()) {
      int count = batch.counts().get(entry.getKey());
      if (count > 0) {
        entry.getValue().increment(count);
        total += count;
      }
    }
    return total;
  }

  private void countDistances(SpanList spans, long nowNanos) {
    int[] futureCounts = new int[DistanceHistogram.BUCKETS];
    int[] pastCounts = new int[DistanceHistogram.BUCKETS];
    double futureSeconds = 0;
    double pastSeconds = 0;
    for (int i = 0; i < spans.count(); i++) {
      long end = spans.endNanos(i);
      double ahead = end < 0 ? Long.MAX_VALUE : end - nowNanos; // Unsigned: beyond the year 2262.
      double seconds = Math.abs(ahead) / NANOS_PER_SECOND;
      if (ahead > 0) {
        futureCounts[DistanceHistogram.bucket(seconds)]++;
        futureSeconds += seconds;
      } else {
        pastCounts[DistanceHistogram.bucket(seconds)]++;
        pastSeconds += seconds;
      }
    }
    future.add(futureCounts, futureSeconds);
    past.add(pastCounts, pastSeconds);
  }
}
