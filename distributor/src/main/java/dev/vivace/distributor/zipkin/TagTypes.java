package dev.vivace.distributor.zipkin;

import dev.vivace.distributor.translate.Text;
import dev.vivace.distributor.zipkin.TagValue.BoolValue;
import dev.vivace.distributor.zipkin.TagValue.DoubleValue;
import dev.vivace.distributor.zipkin.TagValue.IntValue;
import dev.vivace.distributor.zipkin.TagValue.TextValue;

/// Finds numbers and truth values in the texts of tags, for `parse_string_tags`.
final class TagTypes {

  /// The digits of a long, with a sign and zeros in front; no longer text is looked at as a number.
  private static final int MAX_INTEGER_CHARACTERS = 64;

  private static final int MAX_DECIMAL_CHARACTERS = 400;

  private TagTypes() {}

  /// The value that the text of a tag looks like: `-?digits` an integer, `-?digits.digits` a
  /// double, `true` and `false`. What does not fit into 64 bits stays text, as all else.
  static TagValue typed(TagValue value) {
    if (!(value instanceof TextValue(Text text)) || text.length() > MAX_DECIMAL_CHARACTERS) {
      return value;
    }
    String word = text.toString();
    return switch (word) {
      case "true" -> new BoolValue(true);
      case "false" -> new BoolValue(false);
      default -> number(word, value);
    };
  }

  private static TagValue number(String word, TagValue otherwise) {
    int start = word.startsWith("-") ? 1 : 0;
    int point = digits(word, start);
    if (point == start) {
      return otherwise;
    }
    if (point == word.length()) {
      return integer(word, otherwise);
    }
    boolean isDecimal = word.charAt(point) == '.' && point + 1 < word.length();
    return isDecimal && digits(word, point + 1) == word.length()
        ? decimal(Double.parseDouble(word), otherwise)
        : otherwise;
  }

  private static TagValue integer(String word, TagValue otherwise) {
    if (word.length() > MAX_INTEGER_CHARACTERS) {
      return otherwise;
    }
    try {
      return new IntValue(Long.parseLong(word));
    } catch (NumberFormatException e) {
      return otherwise; // Digits, but too many.
    }
  }

  private static TagValue decimal(double number, TagValue otherwise) {
    return Double.isFinite(number) ? new DoubleValue(number) : otherwise;
  }

  /// Where the digits that start here end.
  private static int digits(String word, int start) {
    int at = start;
    while (at < word.length() && word.charAt(at) >= '0' && word.charAt(at) <= '9') {
      at++;
    }
    return at;
  }
}
