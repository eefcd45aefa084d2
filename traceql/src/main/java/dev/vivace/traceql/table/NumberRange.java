package dev.vivace.traceql.table;

/// Where the numbers of a column are, NaN aside, as doubles: integers are rounded, which keeps
/// their order.
///
/// @param least +∞ if there are none
/// @param greatest −∞ if there are none
public record NumberRange(double least, double greatest) {

  /// Of a column without numbers.
  public static final NumberRange NONE =
      new NumberRange(Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY);

  /// Of one number, or of NaN.
  public static NumberRange of(double number) {
    return Double.isNaN(number) ? NONE : new NumberRange(number, number);
  }

  /// The range of both.
  public NumberRange plus(NumberRange other) {
    return new NumberRange(Math.min(least, other.least), Math.max(greatest, other.greatest));
  }
}
