package dev.vivace.traceql.table;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Codes that are read when they are first asked for. Thread-safe.
final class LazyCodes {

  private final Supplier<Codes> reader;
  private volatile @Nullable Codes codes;

  LazyCodes(Supplier<Codes> reader) {
    this.reader = reader;
  }

  Codes get() {
    Codes known = codes;
    if (known == null) {
      known = reader.get(); // Two threads may both read: they read the same.
      codes = known;
    }
    return known;
  }
}
