package dev.vivace.traceql.table;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A column of values by code. Conditions are decided once a code; only if one of the codes
/// satisfies them the codes of the rows are needed, so those may be read late, and the values, too,
/// if it is known where the numbers among them are. Thread-safe.
public final class CodedColumn {

  private final Lazy<Values> values;
  private final Lazy<Codes> codes;
  private final Supplier<@Nullable NumberRange> numbers;

  public CodedColumn(Values values, Codes codes) {
    this(values, () -> codes);
  }

  /// @param codes reads the codes of the rows, each below `values.count()`, when they are first
  ///   needed
  public CodedColumn(Values values, Supplier<Codes> codes) {
    this(() -> values, codes, () -> null);
  }

  /// @param values reads the values when they are first needed
  /// @param codes as above
  /// @param numbers finds out where the numbers are, for less than reading the values; null if that
  ///   cannot be said
  public CodedColumn(
      Supplier<Values> values, Supplier<Codes> codes, Supplier<@Nullable NumberRange> numbers) {
    this.values = new Lazy<>(values);
    this.codes = new Lazy<>(codes);
    this.numbers = numbers;
  }

  public Values values() {
    return values.get();
  }

  /// The codes by row.
  public Codes codes() {
    return codes.get();
  }

  /// Where all numbers among the values are, elements of arrays included; null if only the values
  /// can tell.
  public @Nullable NumberRange numbers() {
    return numbers.get();
  }

  /// What the column holds in memory once its codes are read.
  public long memoryBytes() {
    return values().memoryBytes() + codes().memoryBytes();
  }
}
