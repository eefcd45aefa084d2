package dev.vivace.server.config;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Lays a written configuration over a record: what is written replaces the record's value, the
/// rest stays. A wrong value is reported and the record's value kept, so that all problems are
/// found.
final class RecordBinder {

  private final Problems problems;
  private final UnknownKeys unknownKeys;
  private final SecretFiles secretFiles;
  private final boolean listsWholeGroups;

  /// @param listsWholeGroups whether a group that has a `none()`, such as `receivers`, is off where
  ///   it says nothing: true for a file, false for flags, which change single settings of a group
  ///   that is on
  RecordBinder(Problems problems, boolean listsWholeGroups) {
    this(problems, new UnknownKeys(problems), listsWholeGroups);
  }

  private RecordBinder(Problems problems, UnknownKeys unknownKeys, boolean listsWholeGroups) {
    this.problems = problems;
    this.unknownKeys = unknownKeys;
    this.secretFiles = new SecretFiles(problems);
    this.listsWholeGroups = listsWholeGroups;
  }

  /// Binds the limits of one tenant.
  static RecordBinder ofLimits(Problems problems, String tenant) {
    UnknownKeys unknownKeys = new UnknownKeys(problems, limitsPath(tenant), limitsPath("defaults"));
    return new RecordBinder(problems, unknownKeys, false);
  }

  private static String limitsPath(String tenant) {
    return "overrides." + tenant + ".";
  }

  VivaceConfig bind(VivaceConfig base, ConfigNode.Mapping node) {
    return (VivaceConfig) group(base, node, "");
  }

  LimitsConfig bindLimits(LimitsConfig base, ConfigNode.Mapping node, String tenant) {
    return (LimitsConfig) group(base, node, limitsPath(tenant));
  }

  private Record group(Record base, ConfigNode.Mapping node, String path) {
    Map<String, RecordComponent> components = Schema.components(base.getClass());
    node.entries()
        .forEach(
            (key, value) -> {
              if (!components.containsKey(key) && !isSecretFile(key, components)) {
                unknownKeys.handle(path + key, value);
              }
            });
    List<@Nullable Object> values = new ArrayList<>();
    components.forEach(
        (key, component) -> {
          Object old = Schema.value(base, component);
          ConfigNode written = node.entries().get(key);
          ConfigNode file = node.entries().get(key + SecretFiles.SUFFIX);
          if (file != null && isSecretFile(key + SecretFiles.SUFFIX, components)) {
            Secret read = secretFiles.read(file, written, path + key);
            values.add(read == null ? old : read);
          } else {
            values.add(written == null ? old : component(component, old, written, path + key));
          }
        });
    return construct(base, values, node, path);
  }

  /// Whether a key that is no setting names the file of one that is a secret.
  private static boolean isSecretFile(String key, Map<String, RecordComponent> components) {
    if (components.containsKey(key) || !key.endsWith(SecretFiles.SUFFIX)) {
      return false;
    }
    String name = key.substring(0, key.length() - SecretFiles.SUFFIX.length());
    RecordComponent secret = components.get(name);
    return secret != null && secret.getType() == Secret.class;
  }

  private @Nullable Object component(
      RecordComponent component, @Nullable Object old, ConfigNode node, String path) {
    Class<?> type = component.getType();
    if (Schema.isGroup(type)) {
      return switch (node) {
        case ConfigNode.Absent _ -> old == null ? standard(type) : old;
        case ConfigNode.Mapping mapping -> group(base(type, old, mapping), mapping, path + ".");
        default -> wrong(node, path, "a section of keys", old);
      };
    }
    if (node instanceof ConfigNode.Absent) {
      return old;
    }
    Object value = value(component.getGenericType(), node, path, old);
    Range range = component.getAnnotation(Range.class);
    if (range != null && value instanceof Number number && !contains(range, number.longValue())) {
      return wrong(node, path, expected(range), old);
    }
    return value;
  }

  private Record base(Class<?> type, @Nullable Object old, ConfigNode.Mapping written) {
    if ((listsWholeGroups || old == null) && !written.entries().isEmpty()) {
      var none = Schema.named(type, "none");
      if (none.isPresent()) {
        return none.get();
      }
    }
    return old instanceof Record group ? group : standard(type);
  }

  private static Record standard(Class<?> type) {
    return Schema.named(type, "defaults")
        .orElseThrow(() -> new IllegalStateException(type + " has no defaults()"));
  }

  private @Nullable Object value(Type type, ConfigNode node, String path, @Nullable Object old) {
    if (type == Tree.class) {
      return Tree.of(node);
    }
    if (type instanceof ParameterizedType generic) {
      Type element = generic.getActualTypeArguments()[generic.getActualTypeArguments().length - 1];
      return generic.getRawType() == List.class
          ? list(element, node, path, old)
          : map(element, node, path, old);
    }
    if (Schema.isGroup((Class<?>) type)) {
      return node instanceof ConfigNode.Mapping mapping
          ? group(standard((Class<?>) type), mapping, path + ".")
          : wrong(node, path, "a section of keys", old);
    }
    ValueTypes.ValueType valueType = ValueTypes.of((Class<?>) type).orElseThrow();
    if (!(node instanceof ConfigNode.Scalar(var text, _))) {
      return wrong(node, path, valueType.expected(), old);
    }
    try {
      return valueType.parse().apply(text);
    } catch (IllegalArgumentException _) { // its message adds nothing to what is expected
      return wrong(node, path, valueType.expected(), old);
    }
  }

  private @Nullable Object list(Type element, ConfigNode node, String path, @Nullable Object old) {
    if (!(node instanceof ConfigNode.Sequence(var items, _))) {
      return wrong(node, path, "a list", old);
    }
    List<Object> values = new ArrayList<>();
    for (ConfigNode item : items) {
      Object value = value(element, item, path + "[" + values.size() + "]", null);
      if (value != null) {
        values.add(value);
      }
    }
    return List.copyOf(values);
  }

  private @Nullable Object map(Type element, ConfigNode node, String path, @Nullable Object old) {
    if (!(node instanceof ConfigNode.Mapping(var entries, _))) {
      return wrong(node, path, "a section of keys", old);
    }
    Map<String, Object> values = new LinkedHashMap<>();
    entries.forEach(
        (key, item) -> {
          Object value = value(element, item, path + "." + key, null);
          if (value != null) {
            values.put(key, value);
          }
        });
    return Map.copyOf(values);
  }

  /// A value that the record refuses is reported and replaced by the base's, until it refuses none
  /// or the base's own beside what is written.
  private Record construct(
      Record base, List<@Nullable Object> values, ConfigNode.Mapping node, String path) {
    List<String> keys = List.copyOf(Schema.components(base.getClass()).keySet());
    for (int attempt = 0; attempt <= keys.size(); attempt++) {
      try {
        return construct(base.getClass(), values);
      } catch (InvalidSettingException invalid) {
        ConfigNode written = node.entries().getOrDefault(invalid.key(), node);
        problems.error(written.origin(), path + invalid.key() + ": " + invalid.reason());
        int index = keys.indexOf(invalid.key());
        Object kept = Schema.value(base, base.getClass().getRecordComponents()[index]);
        if (Objects.equals(values.set(index, kept), kept)) {
          return base; // What is wrong with it is how it goes with another one.
        }
      }
    }
    throw new IllegalStateException(base.getClass() + " refuses its own defaults");
  }

  private static Record construct(Class<? extends Record> type, List<@Nullable Object> values) {
    Class<?>[] types =
        Arrays.stream(type.getRecordComponents())
            .map(RecordComponent::getType)
            .toArray(Class<?>[]::new);
    try {
      Constructor<? extends Record> constructor = type.getDeclaredConstructor(types);
      return constructor.newInstance(values.toArray());
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof InvalidSettingException invalid) {
        throw invalid;
      }
      throw new IllegalStateException("cannot build " + type, e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot build " + type, e);
    }
  }

  private @Nullable Object wrong(
      ConfigNode node, String path, String expected, @Nullable Object kept) {
    String found =
        switch (node) {
          case ConfigNode.Scalar(var text, _) -> "'" + text + "'";
          case ConfigNode.Absent _ -> "nothing";
          case ConfigNode.Sequence _ -> "a list";
          case ConfigNode.Mapping _ -> "a section of keys";
        };
    problems.error(node.origin(), "%s: found %s, expected %s".formatted(path, found, expected));
    return kept;
  }

  private static boolean contains(Range range, long value) {
    return value >= range.min() && value <= range.max();
  }

  private static String expected(Range range) {
    return range.max() >= Integer.MAX_VALUE
        ? "a whole number from %d".formatted(range.min())
        : "a whole number from %d to %d".formatted(range.min(), range.max());
  }
}
