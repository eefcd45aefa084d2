package dev.vivace.traceql.pattern;

import java.util.HashSet;
import java.util.Set;

/// Reads a pattern that is a list of plain texts, such as `cart|check\.out`: what clients write for
/// a choice of many values.
final class LiteralList {

  private static final String OPERATORS = ".*+?()[]{}^$";

  private LiteralList() {}

  /// The texts; none if the pattern is anything else.
  static Set<String> of(String pattern) {
    Set<String> texts = new HashSet<>();
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      if (c == '|') {
        texts.add(text.toString());
        text.setLength(0);
      } else if (c == '\\' && i + 1 < pattern.length() && isPunctuation(pattern.charAt(i + 1))) {
        text.append(pattern.charAt(++i));
      } else if (c == '\\' || OPERATORS.indexOf(c) >= 0) {
        return Set.of();
      } else {
        text.append(c);
      }
    }
    texts.add(text.toString());
    return Set.copyOf(texts);
  }

  private static boolean isPunctuation(char c) {
    return c < 128 && !Character.isLetterOrDigit(c);
  }
}
