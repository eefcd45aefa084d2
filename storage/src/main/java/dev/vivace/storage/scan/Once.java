package dev.vivace.storage.scan;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A value that is made when it is first asked for, and then kept. Thread-safe.
final class Once<T> {

  private final Supplier<T> maker;
  private volatile @Nullable T value;

  Once(Supplier<T> maker) {
    this.maker = maker;
  }

  T get() {
    T known = value;
    if (known == null) {
      known = maker.get(); // Two threads may both make it: from the cache they get the same.
      value = known;
    }
    return known;
  }
}
