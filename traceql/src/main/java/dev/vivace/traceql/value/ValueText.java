package dev.vivace.traceql.value;

import dev.vivace.traceql.value.Value.ArrayValue;
import dev.vivace.traceql.value.Value.BoolValue;
import dev.vivace.traceql.value.Value.DurationValue;
import dev.vivace.traceql.value.Value.FloatValue;
import dev.vivace.traceql.value.Value.IntValue;
import dev.vivace.traceql.value.Value.KindValue;
import dev.vivace.traceql.value.Value.Nil;
import dev.vivace.traceql.value.Value.Opaque;
import dev.vivace.traceql.value.Value.StatusValue;
import dev.vivace.traceql.value.Value.StringValue;
import java.math.BigDecimal;
import java.util.stream.Collectors;

/// The text of values: as literals of a query (strings quoted), or bare for labels.
public final class ValueText {

  private ValueText() {}

  /// The value as a literal that reads back as the same value. Negative numbers read back as a sign
  /// and a number; nil, arrays and opaque values have no literal and are for messages only.
  public static String literal(Value value) {
    return switch (value) {
      case StringValue(var text) -> quote(text);
      case IntValue(var number) when number == Long.MIN_VALUE -> "minInt";
      default -> bare(value);
    };
  }

  /// The value as it stands in a label or an answer, strings without quotes.
  public static String bare(Value value) {
    return switch (value) {
      case StringValue(var text) -> text;
      case IntValue(var number) -> Long.toString(number);
      case FloatValue(var number) -> decimal(number);
      case BoolValue(var flag) -> Boolean.toString(flag);
      case DurationValue(var nanos) -> DurationText.print(nanos);
      case StatusValue(var status) -> status.word();
      case KindValue(var kind) -> kind.word();
      case ArrayValue(var elements) ->
          elements.stream().map(ValueText::bare).collect(Collectors.joining(", ", "[", "]"));
      case Nil() -> "nil";
      case Opaque() -> "opaque";
    };
  }

  /// The shortest text that gives the same double, always with `.` or `e`: `5.0`, `1e+06`.
  static String decimal(double number) {
    if (Double.isNaN(number)) {
      return "NaN";
    }
    if (Double.isInfinite(number)) {
      return number > 0 ? "+Inf" : "-Inf";
    }
    if (number == 0) {
      return 1 / number > 0 ? "0.0" : "-0.0";
    }
    BigDecimal shortest = new BigDecimal(Double.toString(number)).stripTrailingZeros();
    int exponent = shortest.precision() - shortest.scale() - 1;
    // The limits of the shortest %g of Go, in whose style clients expect numbers.
    if (exponent < -4 || exponent >= 6) {
      return scientific(shortest, exponent);
    }
    String plain = shortest.toPlainString();
    return plain.contains(".") ? plain : plain + ".0";
  }

  private static String scientific(BigDecimal number, int exponent) {
    String mantissa = number.movePointLeft(exponent).stripTrailingZeros().toPlainString();
    String sign = exponent < 0 ? "-" : "+";
    int digits = Math.abs(exponent);
    return mantissa + "e" + sign + (digits < 10 ? "0" : "") + digits;
  }

  private static String quote(String text) {
    if (text.indexOf('`') < 0 && text.indexOf('\r') < 0) {
      return "`" + text + "`";
    }
    StringBuilder quoted = new StringBuilder(text.length() + 16).append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> quoted.append("\\\"");
        case '\\' -> quoted.append("\\\\");
        case '\n' -> quoted.append("\\n");
        case '\r' -> quoted.append("\\r");
        default -> quoted.append(c);
      }
    }
    return quoted.append('"').toString();
  }
}
