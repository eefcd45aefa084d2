package dev.vivace.ingester.sampling;

/// A policy over the traces of one head.
@FunctionalInterface
interface Evaluator {

  /// @param trace its ordinal in the head
  Verdict of(int trace);
}
