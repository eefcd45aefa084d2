package dev.vivace.traceql.pattern;

import java.util.Optional;

/// Finds the longest text that every matching value must contain, from the pattern's outermost
/// concatenation. Whatever it is not sure about makes it give up: it may find too little, never too
/// much.
final class RequiredLiteral {

  /// Escapes that match or assert something but are one letter long.
  private static final String ONE_LETTER_ESCAPES = "dDwWsSbBAzntrfva";

  private final String pattern;
  private final StringBuilder run = new StringBuilder();
  private String longest = "";
  private int at;

  private RequiredLiteral(String pattern) {
    this.pattern = pattern;
  }

  static Optional<String> of(String pattern) {
    RequiredLiteral search = new RequiredLiteral(pattern);
    return search.walk() && !search.longest.isEmpty()
        ? Optional.of(search.longest)
        : Optional.empty();
  }

  /// Whether all of the pattern was understood.
  private boolean walk() {
    while (at < pattern.length()) {
      int c = pattern.codePointAt(at);
      at += Character.charCount(c);
      boolean isUnderstood =
          switch (c) {
            case '|' -> false;
            case '\\' -> escape();
            case '[' -> skipClass();
            case '(' -> skipGroup();
            case '*', '?', '{' -> optional(c);
            case '+', '.', '^', '$' -> endRun();
            default -> append(c);
          };
      if (!isUnderstood) {
        return false;
      }
    }
    return endRun();
  }

  private boolean append(int c) {
    run.appendCodePoint(c);
    return true;
  }

  private boolean endRun() {
    if (run.length() > longest.length()) {
      longest = run.toString();
    }
    run.setLength(0);
    return true;
  }

  /// What stands before `*`, `?` or `{n,m}` may be missing.
  private boolean optional(int c) {
    if (!run.isEmpty()) {
      run.setLength(run.offsetByCodePoints(run.length(), -1));
    }
    endRun();
    return c != '{' || skipCounts();
  }

  /// Skips `n}`, `n,}` or `n,m}`. A brace before anything else is an ordinary character: such a
  /// pattern is not understood.
  private boolean skipCounts() {
    int first = at;
    while (at < pattern.length() && isCount(pattern.charAt(at), at > first)) {
      at++;
    }
    return at > first && at < pattern.length() && pattern.charAt(at++) == '}';
  }

  private static boolean isCount(char c, boolean commaToo) {
    return (c >= '0' && c <= '9') || (commaToo && c == ',');
  }

  private boolean escape() {
    if (at == pattern.length()) {
      return false;
    }
    char c = pattern.charAt(at++);
    if (ONE_LETTER_ESCAPES.indexOf(c) >= 0) {
      return endRun();
    }
    boolean isPunctuation = c < 128 && !Character.isLetterOrDigit(c);
    return isPunctuation && append(c);
  }

  private boolean skipClass() {
    endRun();
    int i = at;
    if (i < pattern.length() && pattern.charAt(i) == '^') {
      i++;
    }
    if (i < pattern.length() && pattern.charAt(i) == ']') {
      i++; // A bracket that comes first is an element.
    }
    while (i < pattern.length() && pattern.charAt(i) != ']') {
      if (pattern.charAt(i) == '[') {
        return false; // Perhaps [:alpha:].
      }
      i += pattern.charAt(i) == '\\' ? 2 : 1;
    }
    at = i + 1;
    return i < pattern.length();
  }

  private boolean skipGroup() {
    endRun();
    boolean hasFlags = pattern.startsWith("?", at) && !pattern.startsWith("?:", at);
    int depth = 1;
    int i = at;
    while (i < pattern.length() && depth > 0) {
      switch (pattern.charAt(i)) {
        case '\\' -> i++;
        case '(' -> depth++;
        case ')' -> depth--;
        case '[' -> {
          return false; // A parenthesis in a class is not one.
        }
        default -> {}
      }
      i++;
    }
    at = i;
    return depth == 0 && !hasFlags;
  }
}
