package dev.vivace.server.config;

import java.util.ArrayList;
import java.util.List;

/// Collects what is wrong with a configuration, so that all of it can be reported at once.
public final class Problems {

  private final List<String> errors = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();

  void error(String origin, String message) {
    errors.add(origin + ": " + message);
  }

  void warning(String origin, String message) {
    warnings.add(origin + ": " + message);
  }

  /// What stops the start; empty if the configuration can be used.
  public List<String> errors() {
    return List.copyOf(errors);
  }

  /// What has no effect, or not the one that may be expected.
  public List<String> warnings() {
    return List.copyOf(warnings);
  }
}
