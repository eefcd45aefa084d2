package dev.vivace.distributor.redact;

import com.google.re2j.Pattern;

/// Which keys a rule names. Upper and lower case are told apart, unless a pattern says otherwise.
public sealed interface KeySelector {

  /// Every key.
  record Any() implements KeySelector {}

  /// One key.
  record Exact(String key) implements KeySelector {}

  /// Keys that match as a whole.
  record Matching(Pattern pattern) implements KeySelector {

    boolean matches(String key) {
      return pattern.matcher(key).matches();
    }
  }

  /// Keys like this one, in which `*` stands for any text and `?` for one character.
  static KeySelector glob(String glob) {
    StringBuilder pattern = new StringBuilder("(?s)");
    glob.codePoints()
        .forEach(
            c ->
                pattern.append(
                    switch (c) {
                      case '*' -> ".*";
                      case '?' -> ".";
                      default -> Pattern.quote(Character.toString(c));
                    }));
    return new Matching(Patterns.compile(pattern.toString()));
  }

  /// Keys that the RE2 pattern matches as a whole.
  static KeySelector pattern(String pattern) {
    return new Matching(Patterns.compile(pattern));
  }
}
