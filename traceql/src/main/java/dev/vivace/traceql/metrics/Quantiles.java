package dev.vivace.traceql.metrics;

/// Quantiles over buckets that end at powers of two (specification 9.4).
final class Quantiles {

  private Quantiles() {}

  /// The estimate of a quantile.
  ///
  /// @param counts by bucket, which ends at 2^bucket
  /// @param quantile from 0 to 1
  /// @return 0 if all counts are 0
  static double estimate(double[] counts, double quantile) {
    double total = 0;
    for (double count : counts) {
      total += count;
    }
    double needed = Math.max(1, Math.ceil(quantile * total));
    double seen = 0;
    int before = -1; // The bucket before this one that is not empty.
    for (int bucket = 0; bucket < counts.length; bucket++) {
      double count = counts[bucket];
      if (count == 0) {
        continue;
      }
      if (seen + count > needed) {
        double high = bucket;
        double low = before < 0 ? high - 1 : before;
        return Math.pow(2, low + (high - low) * ((needed - seen) / count));
      }
      seen += count;
      if (seen == needed) {
        return Math.pow(2, bucket);
      }
      before = bucket;
    }
    return 0;
  }
}
