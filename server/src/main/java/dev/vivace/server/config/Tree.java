package dev.vivace.server.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A value of any shape, kept as written: lists, maps and strings.
///
/// @param value a `String`, a `List` or a `Map` of such
public record Tree(Object value) {

  static Tree of(ConfigNode node) {
    return new Tree(plain(node));
  }

  private static Object plain(ConfigNode node) {
    return switch (node) {
      case ConfigNode.Scalar(var text, _) -> text;
      case ConfigNode.Absent _ -> "";
      case ConfigNode.Sequence(var items, _) ->
          List.copyOf(items.stream().map(Tree::plain).toList());
      case ConfigNode.Mapping(var entries, _) -> {
        Map<String, Object> plain = new LinkedHashMap<>();
        entries.forEach((key, value) -> plain.put(key, plain(value)));
        yield Collections.unmodifiableMap(plain);
      }
    };
  }
}
