package dev.vivace.server.config;

import java.util.Map;

/// Replaces `${VAR}` and `${VAR:-default}` in a configuration file's text. `$$` stands for one `$`;
/// comment lines stay as they are. A default is used when the variable is unset or empty.
final class EnvironmentExpander {

  private final Map<String, String> environment;
  private final String file;
  private final Problems problems;

  EnvironmentExpander(Map<String, String> environment, String file, Problems problems) {
    this.environment = Map.copyOf(environment);
    this.file = file;
    this.problems = problems;
  }

  String expand(String text) {
    StringBuilder expanded = new StringBuilder(text.length());
    int number = 0;
    for (String line : text.split("\n", -1)) {
      if (number++ > 0) {
        expanded.append('\n');
      }
      expanded.append(
          line.stripLeading().startsWith("#") ? line : expandLine(line, file + ":" + number));
    }
    return expanded.toString();
  }

  private String expandLine(String line, String origin) {
    StringBuilder expanded = new StringBuilder(line.length());
    int next = 0;
    for (int dollar = line.indexOf('$'); dollar >= 0; dollar = line.indexOf('$', next)) {
      expanded.append(line, next, dollar);
      if (line.startsWith("$$", dollar)) {
        expanded.append('$');
        next = dollar + 2;
      } else if (line.startsWith("${", dollar)) {
        int end = line.indexOf('}', dollar);
        if (end < 0) {
          problems.error(origin, "'${' without '}'; write '$$' for a plain '$'");
          return line;
        }
        expanded.append(valueOf(line.substring(dollar + 2, end), origin));
        next = end + 1;
      } else {
        expanded.append('$');
        next = dollar + 1;
      }
    }
    return expanded.append(line, next, line.length()).toString();
  }

  private String valueOf(String expression, String origin) {
    int separator = expression.indexOf(":-");
    String name = separator < 0 ? expression : expression.substring(0, separator);
    if (!isName(name)) {
      problems.error(origin, "'${%s}': expected ${NAME} or ${NAME:-default}".formatted(expression));
      return "";
    }
    String value = environment.getOrDefault(name, "");
    if (value.isEmpty() && separator >= 0) {
      return expression.substring(separator + 2);
    }
    if (!environment.containsKey(name)) {
      problems.warning(
          origin,
          "environment variable %s is not set, so ${%s} became empty; a default is written ${%s:-…}"
              .formatted(name, name, name));
    }
    return value;
  }

  private static boolean isName(String text) {
    return !text.isEmpty()
        && !Character.isDigit(text.charAt(0))
        && text.chars().allMatch(c -> c == '_' || (c < 128 && Character.isLetterOrDigit(c)));
  }
}
