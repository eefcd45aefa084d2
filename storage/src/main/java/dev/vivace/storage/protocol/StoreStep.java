package dev.vivace.storage.protocol;

/// What a protocol wants next.
public sealed interface StoreStep<R> {

  /// A call to the store; the protocol goes on with its answer.
  record Call<R>(StoreCall call) implements StoreStep<R> {}

  /// The end, and what it came to.
  record Done<R>(R result) implements StoreStep<R> {}
}
