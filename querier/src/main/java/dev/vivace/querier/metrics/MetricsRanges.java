package dev.vivace.querier.metrics;

import dev.vivace.model.error.InvalidRequestException;
import dev.vivace.model.id.TenantId;
import dev.vivace.querier.api.QueryParameters;
import dev.vivace.querier.api.RangeRules;
import dev.vivace.traceql.metrics.TimeAxis;
import dev.vivace.traceql.value.DurationText;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/// How the time range of a metrics query is read, checked and cut into intervals.
final class MetricsRanges {

  private static final long NANOS_A_SECOND = 1_000_000_000;

  /// What fits into 32 bits of seconds, like all times that clients send.
  private static final long MAX_NANOS = 0xFFFF_FFFFL * NANOS_A_SECOND;

  private final MetricsConfig config;
  private final InstantSource clock;

  MetricsRanges(MetricsConfig config, InstantSource clock) {
    this.config = config;
    this.clock = clock;
  }

  /// `start`, `end` and `since`, of which each may be absent.
  MetricsRange of(List<TenantId> tenants, QueryParameters parameters) {
    long end = parameters.has("end") ? parameters.nanos("end") : now();
    Duration since = parameters.since();
    long start = parameters.has("start") ? parameters.nanos("start") : back(end, since);
    return check(tenants, start, end);
  }

  /// Times of which 0 is "not given".
  MetricsRange of(List<TenantId> tenants, long startNanos, long endNanos) {
    long end = endNanos == 0 ? now() : bounded("end", endNanos);
    long start = startNanos == 0 ? back(end, Duration.ZERO) : bounded("start", startNanos);
    return check(tenants, start, end);
  }

  private static long bounded(String name, long nanos) {
    if (nanos < 0 || nanos > MAX_NANOS) {
      throw new InvalidRequestException(
          "%s: %s (expected: unix nanoseconds)".formatted(name, Long.toUnsignedString(nanos)));
    }
    return nanos;
  }

  private long now() {
    Instant now = clock.instant();
    return now.getEpochSecond() * NANOS_A_SECOND + now.getNano();
  }

  /// The start of a query that only says how far it looks back.
  private long back(long end, Duration since) {
    Duration length = since.isZero() ? config.defaultRange() : since;
    long latest = Math.min(end, now());
    return length.toSeconds() > latest / NANOS_A_SECOND ? 0 : latest - length.toNanos();
  }

  private MetricsRange check(List<TenantId> tenants, long start, long end) {
    long startSeconds = start / NANOS_A_SECOND;
    long endSeconds = end / NANOS_A_SECOND;
    if (start > end) {
      throw new InvalidRequestException(
          "http parameter start must be before end. received start=%d end=%d"
              .formatted(startSeconds, endSeconds));
    }
    for (TenantId tenant : tenants) {
      Duration longest = config.maxDuration().apply(tenant);
      // In seconds, as most clients cut both times to them.
      if (!longest.isZero() && endSeconds - startSeconds > longest.toSeconds()) {
        // Grafana knows the beginning of this text.
        throw new InvalidRequestException(
            ("metrics query time range exceeds the maximum allowed duration of %s"
                    + " (query_frontend.metrics.max_duration). received start=%d end=%d")
                .formatted(RangeRules.clockText(longest), startSeconds, endSeconds));
      }
    }
    return new MetricsRange(start, end);
  }

  /// @param stepNanos 0 for one that suits the range
  TimeAxis axis(MetricsRange range, long stepNanos) {
    long start = range.startNanos();
    long end = range.endNanos();
    long step = stepNanos == 0 ? TimeAxis.defaultStep(start, end) : stepNanos;
    long smallest = Math.max(1, Math.ceilDiv(range.lengthNanos(), config.maxIntervals()));
    if (step < smallest) {
      throw new InvalidRequestException(
          "step of %s is too small, minimum step for given range is %s (query_frontend.metrics.max_intervals: %d)"
              .formatted(
                  DurationText.print(step), DurationText.print(smallest), config.maxIntervals()));
    }
    long latest = latest();
    return TimeAxis.range(
        start, end > latest ? Math.max(start, latest - latest % step) : end, step);
  }

  /// The axis of an instant query.
  TimeAxis axis(MetricsRange range) {
    return TimeAxis.instant(
        range.startNanos(), Math.max(range.startNanos(), Math.min(range.endNanos(), latest())));
  }

  private long latest() {
    return config.endCutoff().isZero() ? MAX_NANOS : now() - config.endCutoff().toNanos();
  }
}
