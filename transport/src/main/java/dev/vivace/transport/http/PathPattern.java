package dev.vivace.transport.http;

import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// A path with variables, such as `/api/traces/{traceID}`: `{name}` stands for one segment that is
/// not empty, `{name...}` at the end for all that is left, slashes included. It is compared with
/// the path as sent, so an encoded slash in a segment stays inside it.
final class PathPattern {

  private static final String GREEDY = "...}";

  private final String template;
  private final List<String> segments;

  PathPattern(String template) {
    if (!template.startsWith("/")) {
      throw new IllegalArgumentException(
          "path pattern '%s' (expected: begins with '/')".formatted(template));
    }
    this.template = template;
    this.segments = split(template);
    for (int i = 0; i < segments.size() - 1; i++) {
      if (segments.get(i).endsWith(GREEDY)) {
        throw new IllegalArgumentException(
            "path pattern '%s': '%s' must come last".formatted(template, segments.get(i)));
      }
    }
  }

  static List<String> split(String path) {
    return List.of(path.substring(1).split("/", -1));
  }

  /// The variables, if the path, split into raw segments, fits.
  Optional<PathVariables> match(List<String> path) {
    boolean greedy = segments.getLast().endsWith(GREEDY);
    if (greedy ? path.size() < segments.size() : path.size() != segments.size()) {
      return Optional.empty();
    }
    Map<String, String> variables = new LinkedHashMap<>();
    for (int i = 0; i < segments.size(); i++) {
      String segment = segments.get(i);
      if (segment.endsWith(GREEDY)) {
        String rest = String.join("/", path.subList(i, path.size()));
        variables.put(segment.substring(1, segment.length() - GREEDY.length()), decode(rest));
      } else if (isVariable(segment)) {
        if (path.get(i).isEmpty()) {
          return Optional.empty();
        }
        variables.put(segment.substring(1, segment.length() - 1), decode(path.get(i)));
      } else if (!segment.equals(decode(path.get(i)))) {
        return Optional.empty();
      }
    }
    return Optional.of(new PathVariables(variables));
  }

  /// The more of the path is literal, the earlier a pattern is tried: one digit a segment.
  String rank() {
    StringBuilder rank = new StringBuilder();
    for (String segment : segments) {
      rank.append(segment.endsWith(GREEDY) ? '2' : isVariable(segment) ? '1' : '0');
    }
    return rank.toString();
  }

  /// The pattern as the value of the metrics' label `route`: `api_traces_traceid`.
  String label() {
    List<String> words = new ArrayList<>();
    for (String word : template.toLowerCase(Locale.ROOT).split("[^a-z0-9]+", -1)) {
      if (!word.isEmpty()) {
        words.add(word);
      }
    }
    return words.isEmpty() ? "root" : String.join("_", words);
  }

  private static boolean isVariable(String segment) {
    return segment.startsWith("{") && segment.endsWith("}");
  }

  private static String decode(String raw) {
    return new QueryStringDecoder(raw, true).path();
  }
}
