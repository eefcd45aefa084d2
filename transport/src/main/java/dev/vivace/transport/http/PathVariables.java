package dev.vivace.transport.http;

import java.util.Map;

/// The parts of a request's path that its route's pattern names, percent-decoded.
public final class PathVariables {

  private final Map<String, String> values;

  PathVariables(Map<String, String> values) {
    this.values = Map.copyOf(values);
  }

  /// The variable's value; throws [IllegalArgumentException] for a name that the pattern lacks.
  public String get(String name) {
    String value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException(
          "no path variable '%s' (there are: %s)".formatted(name, values.keySet()));
    }
    return value;
  }
}
