package dev.vivace.storage.protocol;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// One protocol an item.
final class Repetition<T, R> implements StoreProtocol<List<R>> {

  private final List<T> items;
  private final Function<? super T, ? extends StoreProtocol<R>> protocol;
  private final List<R> results = new ArrayList<>();
  private @Nullable StoreProtocol<R> current;

  Repetition(List<T> items, Function<? super T, ? extends StoreProtocol<R>> protocol) {
    this.items = List.copyOf(items);
    this.protocol = protocol;
  }

  @Override
  public StoreStep<List<R>> begin() {
    while (results.size() < items.size()) {
      StoreProtocol<R> next = protocol.apply(items.get(results.size()));
      switch (next.begin()) {
        case StoreStep.Call<R>(var call) -> {
          current = next;
          return new StoreStep.Call<>(call);
        }
        case StoreStep.Done<R>(var result) -> results.add(result);
      }
    }
    return new StoreStep.Done<>(List.copyOf(results));
  }

  @Override
  public StoreStep<List<R>> answered(StoreAnswer answer) {
    if (current == null) {
      throw new IllegalStateException("an answer without a call: " + answer);
    }
    return switch (current.answered(answer)) {
      case StoreStep.Call<R>(var call) -> new StoreStep.Call<>(call);
      case StoreStep.Done<R>(var result) -> {
        results.add(result);
        yield begin();
      }
    };
  }
}
