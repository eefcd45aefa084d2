package dev.vivace.querier.tags;

/// Hears how a look for names or values goes on, on the thread that looks, between tables.
///
/// @param <A> what is looked for
public interface TagProgress<A> {

  /// False once the caller has gone: the look ends with what it has.
  boolean isWanted();

  /// Whether [#found] should be told now.
  boolean isDue();

  /// @param soFar what an answer would hold now; only good during the call
  void found(A soFar);
}
