package dev.vivace.server.config;

import java.util.Set;
import java.util.TreeSet;

/// Decides about keys that no setting has: a key of Tempo's that needs no counterpart is accepted
/// with one warning, one whose loss would be dangerous is refused with the reason, any other stops
/// the start with the nearest known key.
final class UnknownKeys {

  private static final TempoKeys TEMPO_KEYS = TempoKeys.load();

  private final Problems problems;
  private final String shown;
  private final String known;

  UnknownKeys(Problems problems) {
    this(problems, "", "");
  }

  /// @param shown how paths begin where they are written …
  /// @param known … and where the same settings stand in the configuration
  UnknownKeys(Problems problems, String shown, String known) {
    this.problems = problems;
    this.shown = shown;
    this.known = known;
  }

  void handle(String path, ConfigNode value) {
    switch (TEMPO_KEYS.find(known(path))) {
      case TempoKeys.Effectless(var reason) ->
          problems.warning(value.origin(), "%s has no effect: %s".formatted(path, reason));
      case TempoKeys.Refused(var reason) ->
          problems.error(value.origin(), "%s: %s".formatted(path, reason));
      case TempoKeys.Group _ -> handleGroup(path, value);
      case TempoKeys.Nobody _ -> problems.error(value.origin(), path + ": " + advice(known(path)));
    }
  }

  private void handleGroup(String path, ConfigNode value) {
    switch (value) {
      case ConfigNode.Absent _ -> {}
      case ConfigNode.Mapping(var entries, _) ->
          entries.forEach((key, inner) -> handle(path + "." + key, inner));
      default -> problems.error(value.origin(), path + ": expected a section of keys");
    }
  }

  private String advice(String path) {
    int dot = path.lastIndexOf('.');
    String parent = path.substring(0, dot + 1);
    String key = path.substring(dot + 1);
    Set<String> siblings = new TreeSet<>(TEMPO_KEYS.children(parent));
    for (String known : Schema.paths()) {
      if (known.startsWith(parent)) {
        siblings.add(known.substring(parent.length()).split("\\.", 2)[0]);
      }
    }
    return Suggestion.nearest(key, siblings)
        .map(near -> "unknown key; did you mean '%s'?".formatted(near))
        .or(
            () ->
                Suggestion.moved(key, Schema.paths())
                    .map(this::shown)
                    .map("unknown key; write '%s'"::formatted))
        .orElse("unknown key");
  }

  private String known(String path) {
    return path.startsWith(shown) ? known + path.substring(shown.length()) : path;
  }

  private String shown(String path) {
    return path.startsWith(known) ? shown + path.substring(known.length()) : path;
  }
}
