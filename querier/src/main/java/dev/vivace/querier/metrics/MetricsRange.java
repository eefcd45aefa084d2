package dev.vivace.querier.metrics;

/// What time a metrics query asks for; unix nanoseconds, neither negative.
///
/// @param endNanos not before the start
record MetricsRange(long startNanos, long endNanos) {

  long lengthNanos() {
    return endNanos - startNanos;
  }
}
