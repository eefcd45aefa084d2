package dev.vivace.distributor.redact;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

/// RE2 patterns of rules, within bounds. Searching takes time in proportion to text and program.
final class Patterns {

  /// The largest program that a pattern may become: `[a-z]{1,500}` has about a thousand steps.
  static final int MAX_PROGRAM_SIZE = 4096;

  private Patterns() {}

  /// The pattern, or [IllegalArgumentException] that says what is wrong with it.
  static Pattern compile(String text) {
    Pattern pattern;
    try {
      pattern = Pattern.compile(text);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "'%s' is no RE2 pattern: %s".formatted(text, e.getDescription()), e);
    }
    if (pattern.programSize() > MAX_PROGRAM_SIZE) {
      throw new IllegalArgumentException(
          "'%s' has %,d steps once compiled (expected: at most %,d); repeat less"
              .formatted(text, pattern.programSize(), MAX_PROGRAM_SIZE));
    }
    return pattern;
  }
}
