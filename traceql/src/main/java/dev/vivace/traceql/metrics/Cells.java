package dev.vivace.traceql.metrics;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The cells of one series by interval, made as they are needed. For one thread.
final class Cells {

  private static final int CHUNK_INTERVALS = 64;
  private static final int OBJECT_BYTES = 32;

  private final Reduction reduction;
  private final double[] @Nullable [] chunks;

  Cells(Reduction reduction, int intervals) {
    this.reduction = reduction;
    this.chunks = new double[Math.ceilDiv(intervals, CHUNK_INTERVALS)][];
  }

  /// What the samples take that are made of one for an answer.
  static long sampleBytes(int intervals) {
    return OBJECT_BYTES + (long) Double.BYTES * intervals;
  }

  /// What one takes before anything is added.
  static long bytes(int intervals) {
    return OBJECT_BYTES + Long.BYTES * (2L + Math.ceilDiv(intervals, CHUNK_INTERVALS));
  }

  /// The array that holds the cell of an interval, at [#at].
  ///
  /// @return null if the budget does not allow a new one
  double @Nullable [] writable(int interval, StateBudget budget) {
    int index = interval / CHUNK_INTERVALS;
    double[] chunk = chunks[index];
    if (chunk == null) {
      int length = CHUNK_INTERVALS * reduction.width();
      if (!budget.take((long) length * Double.BYTES)) {
        return null;
      }
      chunk = new double[length];
      if (reduction.empty() != 0) {
        Arrays.fill(chunk, reduction.empty());
      }
      chunks[index] = chunk;
    }
    return chunk;
  }

  /// The array that holds the cell of an interval, at [#at]; null if nothing was added near it.
  double @Nullable [] readable(int interval) {
    return chunks[interval / CHUNK_INTERVALS];
  }

  /// Where the cell of an interval is in its array.
  int at(int interval) {
    return interval % CHUNK_INTERVALS * reduction.width();
  }

  /// The count of an interval; for [Reduction#COUNT].
  double count(int interval) {
    double[] chunk = readable(interval);
    return chunk == null ? 0 : chunk[at(interval)];
  }

  /// Adds the counts of all intervals to samples; for [Reduction#COUNT].
  void addTo(double[] samples) {
    for (int interval = 0; interval < samples.length; interval++) {
      samples[interval] += count(interval);
    }
  }

  /// The sum of the counts of all intervals; for [Reduction#COUNT].
  double total() {
    double total = 0;
    for (double[] chunk : chunks) {
      total += chunk == null ? 0 : Arrays.stream(chunk).sum();
    }
    return total;
  }
}
