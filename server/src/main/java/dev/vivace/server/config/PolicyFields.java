package dev.vivace.server.config;

import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// The keys of a sampling policy, or of a group within it. What is wrong with one is reported, and
/// a value stands in.
final class PolicyFields {

  /// For a policy that is none: nothing more is wrong with it.
  private static final Map<?, ?> STAND_IN = Map.of("name", "", "type", "always_sample");

  private final Map<?, ?> fields;
  private final String where;
  private final List<String> problems;
  private final TreeSet<String> others = new TreeSet<>();

  private PolicyFields(Map<?, ?> fields, String where, List<String> problems) {
    this.fields = fields;
    this.where = where;
    this.problems = problems;
    fields.keySet().forEach(key -> others.add(key.toString()));
  }

  /// @param where names the place in messages
  static PolicyFields of(Object written, String where, List<String> problems) {
    if (written instanceof Map<?, ?> fields) {
      return new PolicyFields(fields, where, problems);
    }
    problems.add(where + ": expected a section of keys");
    return new PolicyFields(STAND_IN, where, problems);
  }

  void problem(String problem) {
    problems.add(where + "." + problem);
  }

  String path(String key) {
    return where + "." + key;
  }

  boolean has(String key) {
    return fields.containsKey(key);
  }

  private Object take(String key, Object absent) {
    others.remove(key);
    Object value = fields.get(key);
    return value == null ? absent : value;
  }

  /// A text, or what stands in.
  String text(String key, String absent) {
    if (take(key, absent) instanceof String text) {
      return text;
    }
    problem(key + ": expected a text");
    return absent;
  }

  /// A text that must be there.
  String required(String key) {
    String text = text(key, "");
    if (text.isEmpty() && fields != STAND_IN) {
      problem(key + ": is missing");
    }
    return text;
  }

  /// The keys below another; none if it is not there.
  PolicyFields group(String key) {
    return take(key, "") instanceof String text && text.isEmpty()
        ? new PolicyFields(Map.of(), path(key), problems)
        : of(take(key, ""), path(key), problems);
  }

  List<?> list(String key) {
    if (take(key, List.of()) instanceof List<?> list) {
      return list;
    }
    problem(key + ": expected a list");
    return List.of();
  }

  /// Texts, of which at least one must be there.
  List<String> texts(String key) {
    List<String> texts =
        list(key).stream().filter(String.class::isInstance).map(String.class::cast).toList();
    if (texts.isEmpty()) {
      problem(key + ": is missing or empty (expected: a list of texts)");
    }
    return texts;
  }

  boolean truth(String key, boolean absent) {
    String text = text(key, Boolean.toString(absent));
    if (!text.equals("true") && !text.equals("false")) {
      problem("%s: found '%s', expected true or false".formatted(key, text));
    }
    return text.equals("true");
  }

  long number(String key, long absent, long min, long max) {
    if (!has(key)) {
      return absent;
    }
    String text = text(key, "");
    try {
      long number = Long.parseLong(text.replace("_", ""));
      if (number >= min && number <= max) {
        return number;
      }
    } catch (NumberFormatException _) {
      // Reported with what is out of range.
    }
    problem(
        "%s: found '%s', expected a whole number %s"
            .formatted(key, text, max == Long.MAX_VALUE ? "from " + min : min + " to " + max));
    return Math.max(min, Math.min(max, absent));
  }

  /// 0 to 100, and more for all.
  double percentage(String key) {
    String text = text(key, "");
    try {
      double number = Double.parseDouble(text);
      if (number >= 0) {
        return Math.min(100, number);
      }
    } catch (NumberFormatException _) {
      // Reported with what is out of range.
    }
    problem("%s: found '%s', expected a percentage from 0 to 100".formatted(key, text));
    return 100;
  }

  /// Reports the keys that nobody has asked for.
  void rejectOthers() {
    others.forEach(key -> problem(key + ": unknown key"));
  }
}
