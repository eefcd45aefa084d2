package dev.vivace.server.config;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/// The keys that work, as the configuration records spell them.
final class Schema {

  private static final SequencedMap<String, RecordComponent> SETTINGS = new LinkedHashMap<>();

  static {
    collect(VivaceConfig.class, "");
  }

  private Schema() {}

  private static void collect(Class<?> type, String path) {
    for (RecordComponent component : type.getRecordComponents()) {
      String name = path + key(component);
      if (isGroup(component.getType())) {
        collect(component.getType(), name + ".");
      } else {
        SETTINGS.put(name, component);
      }
    }
  }

  /// The paths of all settings, in the order of the records.
  static Collection<String> paths() {
    return SETTINGS.sequencedKeySet();
  }

  /// The type of the setting at a path, if there is one.
  static Optional<Class<?>> typeOf(String path) {
    return Optional.ofNullable(SETTINGS.get(path)).map(RecordComponent::getType);
  }

  /// Whether values of this type are groups of settings rather than settings.
  static boolean isGroup(Class<?> type) {
    return type.isRecord() && type != Tree.class && ValueTypes.of(type).isEmpty();
  }

  static Map<String, RecordComponent> components(Class<?> type) {
    Map<String, RecordComponent> components = new LinkedHashMap<>();
    for (RecordComponent component : type.getRecordComponents()) {
      components.put(key(component), component);
    }
    return components;
  }

  /// `maxBlockBytes` as `max_block_bytes`.
  static String key(RecordComponent component) {
    StringBuilder key = new StringBuilder();
    for (char c : component.getName().toCharArray()) {
      if (Character.isUpperCase(c)) {
        key.append('_');
      }
      key.append(Character.toLowerCase(c));
    }
    return key.toString();
  }

  static Object value(Record group, RecordComponent component) {
    try {
      return component.getAccessor().invoke(group);
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException("cannot read " + component, e);
    }
  }

  /// What a group's static method of this name gives, if it has one.
  static Optional<Record> named(Class<?> group, String method) {
    return Arrays.stream(group.getDeclaredMethods())
        .filter(m -> m.getName().equals(method) && m.getParameterCount() == 0)
        .filter(m -> m.getReturnType() == group)
        .findFirst()
        .map(Schema::invoke);
  }

  private static Record invoke(Method method) {
    try {
      return (Record) method.invoke(null);
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException("cannot call " + method, e);
    }
  }
}
