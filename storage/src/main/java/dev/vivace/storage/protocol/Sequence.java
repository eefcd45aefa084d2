package dev.vivace.storage.protocol;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Two protocols, one after the other.
final class Sequence<A, B> implements StoreProtocol<B> {

  private final StoreProtocol<A> first;
  private final Function<? super A, ? extends StoreProtocol<B>> next;
  private @Nullable StoreProtocol<B> second;

  Sequence(StoreProtocol<A> first, Function<? super A, ? extends StoreProtocol<B>> next) {
    this.first = first;
    this.next = next;
  }

  @Override
  public StoreStep<B> begin() {
    return goOn(first.begin());
  }

  @Override
  public StoreStep<B> answered(StoreAnswer answer) {
    return second == null ? goOn(first.answered(answer)) : second.answered(answer);
  }

  private StoreStep<B> goOn(StoreStep<A> step) {
    return switch (step) {
      case StoreStep.Call<A>(var call) -> new StoreStep.Call<>(call);
      case StoreStep.Done<A>(var result) -> {
        StoreProtocol<B> following = next.apply(result);
        second = following;
        yield following.begin();
      }
    };
  }
}
