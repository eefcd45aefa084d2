package dev.vivace.storage.protocol;

import java.util.List;
import java.util.function.Function;

/// One conversation with an object store: a state machine that says what to call and is told what
/// was answered. For one run and one thread.
///
/// ```text
///   step = begin(); while (step is a Call) step = answered(answer to it); the Done has the result
/// ```
///
/// An exception out of either method ends it: what was stored is corrupt.
public interface StoreProtocol<R> {

  /// The first step.
  StoreStep<R> begin();

  /// The step after the answer to the last call.
  StoreStep<R> answered(StoreAnswer answer);

  /// Goes on with another protocol, which may depend on this one's result.
  default <S> StoreProtocol<S> then(Function<? super R, ? extends StoreProtocol<S>> next) {
    return new Sequence<R, S>(this, next);
  }

  /// Turns the result into another.
  default <S> StoreProtocol<S> map(Function<? super R, ? extends S> result) {
    return then(value -> StoreProtocol.<S>done(result.apply(value)));
  }

  /// A protocol that calls nothing.
  static <R> StoreProtocol<R> done(R result) {
    return new Finished<>(result);
  }

  /// One protocol an item, one after the other, and all their results.
  static <T, R> StoreProtocol<List<R>> each(
      List<T> items, Function<? super T, ? extends StoreProtocol<R>> protocol) {
    return new Repetition<T, R>(items, protocol);
  }
}
