package dev.vivace.traceql.table;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Something that is read when it is first asked for. Thread-safe.
public final class Lazy<T> {

  private final Supplier<T> reader;
  private volatile @Nullable T read;

  public Lazy(Supplier<T> reader) {
    this.reader = reader;
  }

  public T get() {
    T known = read;
    if (known == null) {
      known = reader.get(); // Two threads may both read: they read the same.
      read = known;
    }
    return known;
  }
}
