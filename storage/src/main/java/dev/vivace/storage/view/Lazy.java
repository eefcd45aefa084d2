package dev.vivace.storage.view;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Something that is made when it is first asked for. Thread-safe, without a lock of its own: a
/// reader may hold the head's lock already. Two threads may both make it; one result is kept.
final class Lazy<T> {

  private final Supplier<T> maker;
  private final Consumer<T> keptListener;
  private final AtomicReference<@Nullable T> kept = new AtomicReference<>();

  /// @param keptListener is told what is kept, once
  Lazy(Supplier<T> maker, Consumer<T> keptListener) {
    this.maker = maker;
    this.keptListener = keptListener;
  }

  T get() {
    T known = kept.get();
    if (known != null) {
      return known;
    }
    T made = maker.get();
    if (kept.compareAndSet(null, made)) {
      keptListener.accept(made);
      return made;
    }
    T others = kept.get();
    return others != null ? others : made;
  }
}
