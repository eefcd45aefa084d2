package dev.vivace.traceql.engine;

import dev.vivace.traceql.pattern.ValuePattern;
import java.util.HashMap;
import java.util.Map;

/// The compiled patterns of one query: those of its text, which are few. For one thread.
final class PatternCache {

  private final Map<String, ValuePattern> patterns = new HashMap<>();

  ValuePattern get(String text) {
    return patterns.computeIfAbsent(text, ValuePattern::compile);
  }
}
