package dev.vivace.querier.tags;

/// Gathers names or values within the bounds of an answer.
interface Collector {

  /// How many there are.
  int count();

  /// Whether more would not be taken.
  boolean isFull();
}
