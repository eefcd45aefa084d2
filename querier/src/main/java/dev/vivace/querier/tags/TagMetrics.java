package dev.vivace.querier.tags;

/// What it took to find names or values. A job is one table.
public record TagMetrics(
    long inspectedBytes, int completedJobs, int totalJobs, int blocks, long blockBytes) {}
