package dev.vivace.traceql.ast;

/// What is known of a value's type without looking at spans.
public enum StaticType {
  INT("an int"),
  FLOAT("a float"),
  STRING("a string"),
  BOOL("a bool"),
  DURATION("a duration"),
  STATUS("a status"),
  KIND("a kind"),
  /// Attributes: any type, seen only on the span.
  UNKNOWN("an attribute");

  private final String text;

  StaticType(String text) {
    this.text = text;
  }

  /// For messages: `a string`.
  public String text() {
    return text;
  }

  public boolean isNumber() {
    return this == INT || this == FLOAT || this == DURATION;
  }

  /// Whether two operands of these types may stand on the sides of one operator.
  public boolean fits(StaticType other) {
    return this == other || this == UNKNOWN || other == UNKNOWN || (isNumber() && other.isNumber());
  }
}
