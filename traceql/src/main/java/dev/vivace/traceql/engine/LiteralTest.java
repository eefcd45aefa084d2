package dev.vivace.traceql.engine;

import dev.vivace.traceql.ast.ComparisonOperator;
import dev.vivace.traceql.table.CodedColumn;
import dev.vivace.traceql.table.NumberRange;
import dev.vivace.traceql.table.Values;
import dev.vivace.traceql.value.Value;
import dev.vivace.traceql.value.Value.StringValue;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// A comparison with a literal, `… >= 500`. Texts are compared where they lie; whatever is rare
/// goes by [Operators].
final class LiteralTest implements CodeTest {

  private static final byte[] NO_TEXT = new byte[0];

  private final ComparisonOperator operator;
  private final Value literal;
  private final PatternCache patterns;
  private final boolean isText;
  private final byte[] text;

  LiteralTest(ComparisonOperator operator, Value literal, PatternCache patterns) {
    this.operator = operator;
    this.literal = literal;
    this.patterns = patterns;
    isText = literal instanceof StringValue;
    text =
        literal instanceof StringValue(var string)
            ? string.getBytes(StandardCharsets.UTF_8)
            : NO_TEXT;
  }

  @Override
  public boolean holds(Value value) {
    return Operators.compare(operator, value, literal, patterns);
  }

  /// Only numbers compare with a number.
  @Override
  public boolean mayHold(CodedColumn column) {
    NumberRange numbers = literal.isNumber() ? column.numbers() : null;
    if (numbers == null) {
      return true;
    }
    double number = literal.asDouble();
    boolean isAboveLeast = numbers.least() <= number;
    boolean isBelowGreatest = number <= numbers.greatest();
    return switch (operator) {
      case EQUAL -> isAboveLeast && isBelowGreatest;
      case LESS, LESS_OR_EQUAL -> isAboveLeast;
      case GREATER, GREATER_OR_EQUAL -> isBelowGreatest;
      case NOT_EQUAL, MATCHES, NOT_MATCHES -> true;
    };
  }

  @Override
  public boolean holds(Values values, int code) {
    return switch (values.type(code)) {
      case MISSING, OPAQUE -> false;
      case STRING -> isText && holds(values.bytes(code), values.offset(code), values.length(code));
      case INT, FLOAT, BOOL, STATUS, KIND, ARRAY -> holds(values.value(code));
    };
  }

  private boolean holds(byte[] bytes, int offset, int length) {
    return switch (operator) {
      case EQUAL -> isText(bytes, offset, length);
      case NOT_EQUAL -> !isText(bytes, offset, length);
      case LESS -> order(bytes, offset, length) < 0;
      case LESS_OR_EQUAL -> order(bytes, offset, length) <= 0;
      case GREATER -> order(bytes, offset, length) > 0;
      case GREATER_OR_EQUAL -> order(bytes, offset, length) >= 0;
      case MATCHES -> matches(bytes, offset, length);
      case NOT_MATCHES -> !matches(bytes, offset, length);
    };
  }

  private boolean isText(byte[] bytes, int offset, int length) {
    return length == text.length
        && Arrays.equals(bytes, offset, offset + length, text, 0, text.length);
  }

  private int order(byte[] bytes, int offset, int length) {
    return Arrays.compareUnsigned(bytes, offset, offset + length, text, 0, text.length);
  }

  private boolean matches(byte[] bytes, int offset, int length) {
    return patterns.matches(((StringValue) literal).text(), bytes, offset, length);
  }
}
