package dev.vivace.traceql.result;

import dev.vivace.traceql.value.Value;

/// A value with the key that an answer shows it under. Never nil or opaque.
public record NamedValue(String key, Value value) {}
