package dev.vivace.traceql.pattern;

/// An upper bound of what a pattern compiles into, from its text alone. A repetition copies what it
/// repeats, and the compiler recurses into groups: both are limited before it runs.
final class PatternSize {

  /// Instructions of the compiled program, estimated from above.
  static final int MAX_INSTRUCTIONS = 1_000_000;

  static final int MAX_NESTED_GROUPS = 250;

  /// The dialect's own limit to nested repetitions, multiplied.
  private static final int MAX_REPEAT = 1_000;

  private PatternSize() {}

  static void check(String pattern) {
    int depth = 0;
    long copies = 1;
    for (int i = 0; i < pattern.length(); i++) {
      switch (pattern.charAt(i)) {
        case '\\' -> i++;
        case '(' -> depth = deeper(depth);
        case ')' -> depth--;
        case '{' -> copies = Math.min(MAX_REPEAT, copies * Math.max(1, largestCount(pattern, i)));
        default -> {}
      }
    }
    long instructions = copies * pattern.length();
    if (instructions > MAX_INSTRUCTIONS) {
      throw new InvalidPatternException(
          "its repetitions may expand to %d instructions (limit: %d); repeat less"
              .formatted(instructions, MAX_INSTRUCTIONS));
    }
  }

  private static int deeper(int depth) {
    if (depth == MAX_NESTED_GROUPS) {
      throw new InvalidPatternException(
          "it nests more than " + MAX_NESTED_GROUPS + " groups; remove parentheses");
    }
    return depth + 1;
  }

  /// The larger bound in `{n}`, `{n,}` or `{n,m}`; 0 if it is none of them.
  private static int largestCount(String pattern, int brace) {
    int largest = 0;
    int number = 0;
    for (int i = brace + 1; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      if (c >= '0' && c <= '9') {
        number = Math.min(MAX_REPEAT, number * 10 + (c - '0'));
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
