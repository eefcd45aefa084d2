package dev.vivace.traceql.table;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A column of values by code. Conditions are decided once a code; only if one of the codes
/// satisfies them the codes of the rows are needed, so those may be read late. Thread-safe.
public final class CodedColumn {

  private final Values values;
  private final @Nullable Supplier<Codes> reader;
  private volatile @Nullable Codes codes;

  public CodedColumn(Values values, Codes codes) {
    this.values = values;
    this.codes = codes;
    this.reader = null;
  }

  /// @param reader reads the codes of the rows, each below `values.count()`, when they are first
  ///   needed
  public CodedColumn(Values values, Supplier<Codes> reader) {
    this.values = values;
    this.reader = reader;
  }

  public Values values() {
    return values;
  }

  /// The codes by row.
  public Codes codes() {
    Codes known = codes;
    if (known == null) {
      if (reader == null) {
        throw new IllegalStateException("a column with neither codes nor a reader");
      }
      known = reader.get(); // Two threads may both read: they read the same.
      codes = known;
    }
    return known;
  }

  /// What the column holds in memory once its codes are read.
  public long memoryBytes() {
    return values.memoryBytes() + codes().memoryBytes();
  }
}
