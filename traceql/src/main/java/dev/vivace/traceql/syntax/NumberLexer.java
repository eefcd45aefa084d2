package dev.vivace.traceql.syntax;

import dev.vivace.traceql.QueryException;
import dev.vivace.traceql.QueryException.Kind;
import dev.vivace.traceql.value.Value;
import dev.vivace.traceql.value.Value.DurationValue;
import dev.vivace.traceql.value.Value.FloatValue;
import dev.vivace.traceql.value.Value.IntValue;
import java.util.regex.Pattern;

/// Reads integers, floats and durations. None of them has a sign.
final class NumberLexer {

  private static final Pattern INTEGER = Pattern.compile("0[0-7]*|[1-9][0-9]*");
  private static final Pattern UNDERSCORES = Pattern.compile("(?<=[0-9a-fA-F])_(?=[0-9a-fA-F])");

  private final SourceText source;
  private final String text;
  private int end;

  NumberLexer(SourceText source) {
    this.source = source;
    this.text = source.text();
  }

  /// Reads the number that begins at `start` with a digit, or a dot and a digit.
  Token read(int start) {
    boolean isHex = text.startsWith("0x", start) || text.startsWith("0X", start);
    end = isHex ? hexEnd(start) : decimalEnd(start);
    if (!isHex && end < text.length() && isDurationCharacter(text.charAt(end))) {
      return duration(start);
    }
    String number = text.substring(start, end);
    if (INTEGER.matcher(number).matches()) {
      return token(TokenKind.INTEGER, start, integer(start, number));
    }
    boolean isFloat = isHex || number.chars().anyMatch(c -> c == '.' || c == 'e' || c == 'E');
    if (!isFloat) {
      throw fail(start, "'" + number + "' is not an integer; write decimal digits only");
    }
    return token(TokenKind.FLOAT, start, new FloatValue(real(start, number)));
  }

  private int decimalEnd(int start) {
    int i = digitsEnd(start);
    if (i < text.length() && text.charAt(i) == '.') {
      i = digitsEnd(i + 1);
    }
    if (i < text.length() && (text.charAt(i) == 'e' || text.charAt(i) == 'E')) {
      i = exponentEnd(start, i + 1);
    }
    return i;
  }

  private int digitsEnd(int start) {
    int i = start;
    while (i < text.length() && (isDigit(text.charAt(i)) || text.charAt(i) == '_')) {
      i++;
    }
    return i;
  }

  private int exponentEnd(int start, int from) {
    int i = from;
    if (i < text.length() && (text.charAt(i) == '+' || text.charAt(i) == '-')) {
      i++;
    }
    int exponentEnd = digitsEnd(i);
    if (exponentEnd == i) {
      throw fail(start, "'" + text.substring(start, i) + "': the exponent has no digits");
    }
    return exponentEnd;
  }

  private int hexEnd(int start) {
    int i = start + 2;
    while (i < text.length() && (isHexDigit(text.charAt(i)) || "._".indexOf(text.charAt(i)) >= 0)) {
      i++;
    }
    if (i == text.length() || (text.charAt(i) != 'p' && text.charAt(i) != 'P')) {
      throw fail(start, "hexadecimal integers are not supported; write decimal digits");
    }
    return exponentEnd(start, i + 1);
  }

  private Value integer(int start, String digits) {
    try {
      return new IntValue(Long.parseLong(digits));
    } catch (NumberFormatException _) {
      throw fail(start, "integer " + shorten(digits) + " is above " + Long.MAX_VALUE);
    }
  }

  private double real(int start, String number) {
    String digits = UNDERSCORES.matcher(number).replaceAll("");
    double value;
    try {
      value = Double.parseDouble(digits);
    } catch (NumberFormatException e) {
      QueryException failure = fail(start, "'" + shorten(number) + "' is not a number");
      failure.addSuppressed(e);
      throw failure;
    }
    if (Double.isInfinite(value)) {
      throw fail(start, "float " + shorten(number) + " is out of range");
    }
    return value;
  }

  private Token duration(int start) {
    while (end < text.length()
        && (isDurationCharacter(text.charAt(end))
            || isDigit(text.charAt(end))
            || text.charAt(end) == '.')) {
      end++;
    }
    String word = text.substring(start, end);
    long nanos =
        DurationParser.parse(word)
            .orElseThrow(
                () ->
                    fail(
                        start,
                        "'"
                            + shorten(word)
                            + "' is neither a number nor a duration; durations are written"
                            + " 1d12h, 1.5h or 300ms, up to 292 years"));
    return token(TokenKind.DURATION, start, new DurationValue(nanos));
  }

  private static boolean isDurationCharacter(char c) {
    return Character.isLetter(c) || c == '_' || c == 'µ' || Character.isSurrogate(c);
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isHexDigit(char c) {
    return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  }

  private Token token(TokenKind kind, int start, Value value) {
    return new Token(kind, text.substring(start, end), start, end, value, null);
  }

  private QueryException fail(int start, String message) {
    return source.error(Kind.PARSE, start, message);
  }

  private static String shorten(String word) {
    return word.length() <= 40 ? word : word.substring(0, 40) + "…";
  }
}
