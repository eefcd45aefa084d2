package dev.vivace.server.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;

/// Shows a configuration as YAML that could be read again; secrets are masked.
public final class ConfigPrinter {

  private ConfigPrinter() {}

  /// Every setting of a configuration record.
  public static String yaml(Record config) {
    return dump(tree(config));
  }

  /// Only what differs from another record of the same type.
  public static String difference(Record config, Record other) {
    return dump(minus(tree(config), tree(other)));
  }

  /// Every setting of several records of the same type, by name, under one key.
  public static String yaml(String key, Map<String, ? extends Record> records) {
    Map<String, Object> trees = new LinkedHashMap<>();
    records.forEach((name, record) -> trees.put(name, tree(record)));
    return dump(Map.of(key, trees));
  }

  /// Of each only what differs from another record of the same type.
  public static String differences(
      String key, Map<String, ? extends Record> records, Record other) {
    Map<String, Object> trees = new LinkedHashMap<>();
    records.forEach((name, record) -> trees.put(name, minus(tree(record), tree(other))));
    return dump(Map.of(key, trees));
  }

  /// The settings and their defaults, one a line, for `--help`.
  public static String defaultsByPath() {
    StringBuilder text = new StringBuilder();
    lines(tree(VivaceConfig.defaults()), "", text);
    return text.toString();
  }

  /// Every setting, as maps, lists and plain values.
  static Map<String, Object> tree(Record group) {
    Map<String, Object> tree = new LinkedHashMap<>();
    Schema.components(group.getClass())
        .forEach(
            (key, component) -> {
              Object shown = shown(Schema.value(group, component));
              if (shown != null) {
                tree.put(key, shown);
              }
            });
    return tree;
  }

  private static @Nullable Object shown(@Nullable Object value) {
    return switch (value) {
      case null -> null;
      case Tree(var plain) -> plain;
      case List<?> list -> list.stream().map(ConfigPrinter::shown).toList();
      case Map<?, ?> map -> {
        Map<String, @Nullable Object> shown = new LinkedHashMap<>();
        map.forEach((key, inner) -> shown.put(key.toString(), shown(inner)));
        yield shown;
      }
      case Record group when Schema.isGroup(group.getClass()) -> {
        Map<String, Object> tree = tree(group);
        yield tree.isEmpty() ? null : tree;
      }
      default -> ValueTypes.show(value);
    };
  }

  private static Map<String, Object> minus(Map<String, Object> all, Map<?, ?> base) {
    Map<String, Object> rest = new LinkedHashMap<>();
    all.forEach(
        (key, value) -> {
          Object old = base.get(key);
          if (value instanceof Map<?, ?> inner && old instanceof Map<?, ?> oldInner) {
            Map<String, Object> plain = new LinkedHashMap<>();
            inner.forEach((k, v) -> plain.put(k.toString(), v));
            Map<String, Object> difference = minus(plain, oldInner);
            if (!difference.isEmpty()) {
              rest.put(key, difference);
            }
          } else if (!Objects.equals(value, old)) {
            rest.put(key, value);
          }
        });
    return rest;
  }

  private static void lines(Map<?, ?> tree, String path, StringBuilder text) {
    tree.forEach(
        (key, value) -> {
          if (value instanceof Map<?, ?> inner && !inner.isEmpty()) {
            lines(inner, path + key + ".", text);
          } else {
            text.append("  --").append(path).append(key).append('=').append(value).append('\n');
          }
        });
  }

  private static String dump(Map<String, Object> tree) {
    DumperOptions options = new DumperOptions();
    options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
    return new Yaml(options).dump(tree);
  }
}
