package dev.vivace.server.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/// A configuration as written, file or flags, in which every value knows its place.
sealed interface ConfigNode {

  /// Where it was written, such as `vivace.yaml:12` or `flag --target`.
  String origin();

  /// A value that is not a list or a mapping, as text.
  record Scalar(String text, String origin) implements ConfigNode {}

  /// A key without a value.
  record Absent(String origin) implements ConfigNode {}

  /// A list.
  record Sequence(List<ConfigNode> items, String origin) implements ConfigNode {

    public Sequence {
      items = List.copyOf(items);
    }
  }

  /// Keys and values, in the order written. A value's origin is the place of its key.
  record Mapping(SequencedMap<String, ConfigNode> entries, String origin) implements ConfigNode {

    public Mapping {
      entries = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(entries));
    }

    /// The node at a dotted path, if there is one.
    Optional<ConfigNode> find(String path) {
      int dot = path.indexOf('.');
      ConfigNode child = entries.get(dot < 0 ? path : path.substring(0, dot));
      if (dot < 0 || child == null) {
        return Optional.ofNullable(child);
      }
      return child instanceof Mapping mapping
          ? mapping.find(path.substring(dot + 1))
          : Optional.empty();
    }

    /// A copy with this node at a dotted path; what is missing on the way is made.
    Mapping with(String path, ConfigNode node) {
      SequencedMap<String, ConfigNode> all = new LinkedHashMap<>(entries);
      int dot = path.indexOf('.');
      if (dot < 0) {
        all.put(path, node);
      } else {
        Mapping child =
            all.get(path.substring(0, dot)) instanceof Mapping mapping
                ? mapping
                : new Mapping(new LinkedHashMap<>(), node.origin());
        all.put(path.substring(0, dot), child.with(path.substring(dot + 1), node));
      }
      return new Mapping(all, origin);
    }

    /// A copy without the node at a dotted path.
    Mapping without(String path) {
      SequencedMap<String, ConfigNode> rest = new LinkedHashMap<>(entries);
      int dot = path.indexOf('.');
      if (dot < 0) {
        rest.remove(path);
      } else if (rest.get(path.substring(0, dot)) instanceof Mapping child) {
        rest.put(path.substring(0, dot), child.without(path.substring(dot + 1)));
      }
      return new Mapping(rest, origin);
    }
  }
}
