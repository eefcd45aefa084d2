package dev.vivace.traceql.table;

import java.util.function.Supplier;

/// A column of values by code. Conditions are decided once a code; only if one of the codes
/// satisfies them the codes of the rows are needed, so those may be read late. Thread-safe.
public final class CodedColumn {

  private final Values values;
  private final LazyCodes codes;

  public CodedColumn(Values values, Codes codes) {
    this(values, () -> codes);
  }

  /// @param reader reads the codes of the rows, each below `values.count()`, when they are first
  ///   needed
  public CodedColumn(Values values, Supplier<Codes> reader) {
    this.values = values;
    this.codes = new LazyCodes(reader);
  }

  public Values values() {
    return values;
  }

  /// The codes by row.
  public Codes codes() {
    return codes.get();
  }

  /// What the column holds in memory once its codes are read.
  public long memoryBytes() {
    return values.memoryBytes() + codes().memoryBytes();
  }
}
