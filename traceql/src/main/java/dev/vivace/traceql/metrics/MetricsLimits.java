package dev.vivace.traceql.metrics;

/// What one query may keep.
///
/// @param maxStateBytes samples, labels and values counted so far: what is beyond is left out
/// @param exemplars how many are wanted for each series, 0 for none
public record MetricsLimits(long maxStateBytes, int exemplars) {}
