package dev.vivace.traceql.pattern;

import dev.vivace.traceql.QueryLimits;

/// An upper bound of what a pattern compiles into, from its text alone. A repetition copies what it
/// repeats, and the compiler recurses into groups: both are limited before it runs.
final class PatternSize {

  static final int MAX_NESTED_GROUPS = 250;

  /// A class of Unicode, three letters in the pattern, is a table of hundreds of ranges.
  private static final int UNICODE_CLASS_INSTRUCTIONS = 500;

  private final String pattern;
  private final long[] outer = new long[MAX_NESTED_GROUPS];
  private int depth;
  private long total;
  private long last;
  private int at;

  private PatternSize(String pattern) {
    this.pattern = pattern;
  }

  /// The size, or an [InvalidPatternException] if it exceeds the limits.
  static int of(String pattern) {
    PatternSize size = new PatternSize(pattern);
    while (size.at < pattern.length()) {
      size.step();
      if (size.total > QueryLimits.MAX_PATTERN_INSTRUCTIONS) {
        throw new InvalidPatternException(
            "its repetitions may expand to more than %d instructions; repeat less"
                .formatted(QueryLimits.MAX_PATTERN_INSTRUCTIONS));
      }
    }
    return (int) size.total;
  }

  private void step() {
    switch (pattern.charAt(at++)) {
      case '\\' -> atom(escape());
      case '[' -> atom(skipClass());
      case '(' -> open();
      case ')' -> close();
      case '*', '+', '?', '|' -> total++;
      case '{' -> repeat();
      default -> atom(1);
    }
  }

  private void atom(long instructions) {
    last = instructions;
    total += instructions;
  }

  private int escape() {
    char escaped = at < pattern.length() ? pattern.charAt(at++) : ' ';
    return escaped == 'p' || escaped == 'P' ? UNICODE_CLASS_INSTRUCTIONS : 1;
  }

  private long skipClass() {
    long instructions = 1;
    boolean isFirst = true;
    while (at < pattern.length()) {
      char c = pattern.charAt(at++);
      if (c == ']' && !isFirst) {
        return instructions;
      }
      instructions += c == '\\' ? escape() : 1;
      isFirst = isFirst && c == '^';
    }
    return instructions;
  }

  private void open() {
    if (depth == MAX_NESTED_GROUPS) {
      throw new InvalidPatternException(
          "it nests more than " + MAX_NESTED_GROUPS + " groups; remove parentheses");
    }
    outer[depth++] = total;
    total = 2;
  }

  private void close() {
    if (depth > 0) {
      last = total;
      total += outer[--depth];
    }
  }

  private void repeat() {
    long copies = Math.max(1, largestCount());
    total += last * (copies - 1);
    last *= copies;
  }

  /// The larger bound in `{n}`, `{n,}` or `{n,m}`; 0 if it is none of them.
  private int largestCount() {
    int largest = 0;
    int number = 0;
    for (int i = at; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      if (c >= '0' && c <= '9') {
        number = Math.min(QueryLimits.MAX_PATTERN_INSTRUCTIONS, number * 10 + (c - '0'));
        largest = Math.max(largest, number);
      } else if (c == ',') {
        number = 0;
      } else {
        return c == '}' ? largest : 0;
      }
    }
    return 0;
  }
}
