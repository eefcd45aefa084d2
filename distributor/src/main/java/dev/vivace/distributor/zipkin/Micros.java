package dev.vivace.distributor.zipkin;

/// Zipkin's times, in microseconds, as OTLP's, in nanoseconds. What is beyond OTLP's range becomes
/// its border, what is negative 0.
final class Micros {

  private static final long NANOS = 1000;
  private static final long MAX_MICROS = Long.MAX_VALUE / NANOS;

  private Micros() {}

  static long toNanos(long micros) {
    return Math.clamp(micros, 0, MAX_MICROS) * NANOS;
  }

  /// The nanoseconds at which something ends that begins at `startNanos`.
  static long endNanos(long startNanos, long durationMicros) {
    long end = startNanos + toNanos(durationMicros);
    return end < 0 ? Long.MAX_VALUE : end;
  }
}
