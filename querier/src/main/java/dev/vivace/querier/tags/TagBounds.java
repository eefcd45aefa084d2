package dev.vivace.querier.tags;

/// Where an answer may end early.
///
/// @param maxCount names of each scope, or values; 0 is no limit
/// @param maxStaleBlocks blocks one after the other that bring nothing new; 0 is no limit
/// @param maxBlocks blocks of each tenant that are looked into, the newest; 0 is no limit
/// @param maxBytes of all names or values together
public record TagBounds(int maxCount, int maxStaleBlocks, int maxBlocks, long maxBytes) {}
