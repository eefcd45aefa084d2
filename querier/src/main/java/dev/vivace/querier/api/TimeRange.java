package dev.vivace.querier.api;

/// Which time a query looks at, both ends included; unix time.
public record TimeRange(long startSeconds, long endSeconds) {}
