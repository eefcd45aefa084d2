package dev.vivace.traceql.engine;

import dev.vivace.traceql.pattern.InvalidPatternException;
import dev.vivace.traceql.pattern.ValuePattern;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

/// The compiled patterns of one query: those of its text, which are few. For one thread.
final class PatternCache {

  private final Map<String, ValuePattern> patterns = new HashMap<>();

  boolean matches(String pattern, String value) {
    return bounded(pattern, compiled -> compiled.matches(value));
  }

  /// As [ValuePattern#matches(byte\[\], int, int)].
  boolean matches(String pattern, byte[] bytes, int offset, int length) {
    return bounded(pattern, compiled -> compiled.matches(bytes, offset, length));
  }

  /// A pattern that turns out to nest too deep for a value ends the query, with a reason.
  private boolean bounded(String pattern, Predicate<ValuePattern> match) {
    try {
      return match.test(patterns.computeIfAbsent(pattern, ValuePattern::compile));
    } catch (InvalidPatternException e) {
      throw new QueryEndedException("a regular expression cannot be matched: " + e.getMessage());
    }
  }
}
