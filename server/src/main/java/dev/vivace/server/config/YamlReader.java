package dev.vivace.server.config;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/// Reads YAML into [ConfigNode]s with line numbers: anchors and merge keys (`<<`) are resolved, a
/// key that stands twice is an error. Values stay text; what they mean depends on the setting.
final class YamlReader {

  private static final int MAX_DEPTH = 50;

  private final String file;
  private final Problems problems;
  private final Set<Node> open = Collections.newSetFromMap(new IdentityHashMap<>());

  private YamlReader(String file, Problems problems) {
    this.file = file;
    this.problems = problems;
  }

  static ConfigNode.Mapping read(String text, String file, Problems problems) {
    return new YamlReader(file, problems).document(text);
  }

  private ConfigNode.Mapping document(String text) {
    ConfigNode.Mapping empty = new ConfigNode.Mapping(new LinkedHashMap<>(), file);
    Node root;
    try {
      LoaderOptions options = new LoaderOptions();
      options.setNestingDepthLimit(MAX_DEPTH);
      root = new Yaml(options).compose(new StringReader(text));
    } catch (MarkedYAMLException e) {
      problems.error(origin(e.getProblemMark()), "not YAML: " + e.getProblem());
      return empty;
    } catch (YAMLException e) {
      problems.error(file, "not YAML: " + e.getMessage());
      return empty;
    }
    if (root == null) {
      return empty;
    }
    return switch (convert(root, origin(root.getStartMark()))) {
      case ConfigNode.Mapping mapping -> mapping;
      case ConfigNode.Absent _ -> empty;
      case ConfigNode other -> {
        problems.error(other.origin(), "found no mapping, expected lines of 'key: value'");
        yield empty;
      }
    };
  }

  private ConfigNode convert(Node node, String origin) {
    if (!open.add(node)) {
      problems.error(origin, "an anchor contains itself");
      return new ConfigNode.Absent(origin);
    }
    try {
      return switch (node) {
        case ScalarNode scalar when scalar.getTag().equals(Tag.NULL) ->
            new ConfigNode.Absent(origin);
        case ScalarNode scalar -> new ConfigNode.Scalar(scalar.getValue(), origin);
        case SequenceNode sequence -> new ConfigNode.Sequence(items(sequence), origin);
        case MappingNode mapping -> new ConfigNode.Mapping(entries(mapping), origin);
        default -> throw new IllegalStateException("unknown YAML node " + node.getNodeId());
      };
    } finally {
      open.remove(node);
    }
  }

  private List<ConfigNode> items(SequenceNode sequence) {
    List<ConfigNode> items = new ArrayList<>();
    for (Node item : sequence.getValue()) {
      items.add(convert(item, origin(item.getStartMark())));
    }
    return items;
  }

  private SequencedMap<String, ConfigNode> entries(MappingNode mapping) {
    SequencedMap<String, ConfigNode> entries = new LinkedHashMap<>();
    List<ConfigNode> merged = new ArrayList<>();
    for (NodeTuple tuple : mapping.getValue()) {
      String origin = origin(tuple.getKeyNode().getStartMark());
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        problems.error(origin, "found a list or mapping as key, expected a name");
        continue;
      }
      ConfigNode value = convert(tuple.getValueNode(), origin);
      if (key.getTag().equals(Tag.MERGE)) {
        merged.add(value);
      } else if (entries.putIfAbsent(key.getValue(), value) != null) {
        problems.error(origin, "key '%s' stands here a second time".formatted(key.getValue()));
      }
    }
    merged.forEach(value -> merge(value, entries));
    return entries;
  }

  /// What a mapping says itself beats what it merges; of several merged, the first wins.
  private void merge(ConfigNode value, SequencedMap<String, ConfigNode> entries) {
    switch (value) {
      case ConfigNode.Mapping other -> other.entries().forEach(entries::putIfAbsent);
      case ConfigNode.Sequence several -> several.items().forEach(item -> merge(item, entries));
      default -> problems.error(value.origin(), "'<<' needs a mapping or a list of mappings");
    }
  }

  private String origin(@Nullable Mark mark) {
    return mark == null ? file : file + ":" + (mark.getLine() + 1);
  }
}
