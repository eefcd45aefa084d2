package dev.vivace.ingester.sampling;

import dev.vivace.storage.section.SampledTenant.Bucket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// The buckets of a tenant's policies that cap rates, filled by append times. In billionths of a
/// span, so that nothing is rounded. For one thread.
final class RateBuckets {

  private static final long NANOS = 1_000_000_000;

  private final Map<String, Bucket> buckets = new TreeMap<>();

  RateBuckets(List<Bucket> filled) {
    filled.forEach(bucket -> buckets.put(bucket.policy(), bucket));
  }

  /// Takes the spans of a trace, all or none of them.
  ///
  /// @param policy names the bucket
  /// @param atNanos when the trace began; may be earlier than that of another before it
  boolean take(String policy, Policy.RateLimiting cap, int spans, long atNanos) {
    long full = cap.burst() * NANOS;
    Bucket bucket = buckets.getOrDefault(policy, new Bucket(policy, full, atNanos));
    long level = Math.min(full, bucket.nanoSpans());
    long elapsed = Math.max(0, atNanos - bucket.atNanos());
    // A nanosecond brings as many billionths of a span as there are spans in a second.
    level =
        elapsed > (full - level) / cap.spansPerSecond()
            ? full
            : level + elapsed * cap.spansPerSecond();
    boolean isEnough = spans * NANOS <= level;
    buckets.put(
        policy,
        new Bucket(
            policy, isEnough ? level - spans * NANOS : level, Math.max(atNanos, bucket.atNanos())));
    return isEnough;
  }

  /// Lets go of the buckets of policies that are no more.
  void retain(Set<String> policies) {
    buckets.keySet().retainAll(policies);
  }

  List<Bucket> all() {
    return new ArrayList<>(buckets.values());
  }
}
