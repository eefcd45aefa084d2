package dev.vivace.traceql.oracle;

import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/// Quantiles of values of which only the upper ends of their buckets are known (specification 9.4).
final class BucketQuantile {

  private BucketQuantile() {}

  /// @param values each value's bucket; 0 is answered if there is none
  static double of(double quantile, List<Double> values) {
    if (values.isEmpty()) {
      return 0;
    }
    NavigableMap<Double, Integer> buckets = new TreeMap<>();
    values.forEach(bucket -> buckets.merge(bucket, 1, Integer::sum));
    double need = Math.max(1, Math.ceil(quantile * values.size()));
    double seen = 0;
    for (Map.Entry<Double, Integer> bucket : buckets.entrySet()) {
      int count = bucket.getValue();
      if (seen + count > need) {
        return inside(buckets, bucket.getKey(), (need - seen) / count);
      }
      seen += count;
      if (seen == need) {
        return bucket.getKey();
      }
    }
    throw new IllegalStateException("needed %s of %s".formatted(need, buckets));
  }

  /// Between the bucket before that exists, or half this one's end, and this one's end.
  private static double inside(NavigableMap<Double, Integer> buckets, double max, double fraction) {
    Double before = buckets.lowerKey(max);
    double high = log2(max);
    double low = before == null ? high - 1 : log2(before);
    return Math.pow(2, low + (high - low) * fraction);
  }

  private static double log2(double number) {
    return Math.log(number) / Math.log(2);
  }
}
