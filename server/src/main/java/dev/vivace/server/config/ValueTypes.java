package dev.vivace.server.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The types that a setting written as one word may have: how each is read and shown.
final class ValueTypes {

  /// One type: reads a text or throws [IllegalArgumentException].
  record ValueType(String expected, Function<String, Object> parse) {}

  private static final ValueType BOOLEAN = new ValueType("true or false", ValueTypes::toBoolean);
  private static final ValueType INT =
      new ValueType("a whole number", text -> Integer.valueOf(text.replace("_", "")));
  private static final ValueType LONG =
      new ValueType("a whole number", text -> Long.valueOf(text.replace("_", "")));
  private static final ValueType DOUBLE = new ValueType("a number", Double::valueOf);

  private static final Map<Class<?>, ValueType> BY_CLASS =
      Map.ofEntries(
          Map.entry(boolean.class, BOOLEAN),
          Map.entry(Boolean.class, BOOLEAN),
          Map.entry(int.class, INT),
          Map.entry(long.class, LONG),
          Map.entry(double.class, DOUBLE),
          Map.entry(Double.class, DOUBLE),
          Map.entry(String.class, new ValueType("text", text -> text)),
          Map.entry(Duration.class, new ValueType(GoDuration.EXPECTED, GoDuration::parse)),
          Map.entry(ByteSize.class, new ValueType(ByteSize.EXPECTED, ByteSize::parse)),
          Map.entry(Endpoint.class, new ValueType(Endpoint.EXPECTED, Endpoint::parse)),
          Map.entry(Path.class, new ValueType("a path", ValueTypes::toPath)),
          Map.entry(Secret.class, new ValueType("text", Secret::new)));

  private ValueTypes() {}

  static Optional<ValueType> of(Class<?> type) {
    return type.isEnum() ? Optional.of(ofEnum(type)) : Optional.ofNullable(BY_CLASS.get(type));
  }

  private static ValueType ofEnum(Class<?> type) {
    Map<String, Object> byName =
        Arrays.stream(type.getEnumConstants())
            .collect(Collectors.toMap(constant -> name((Enum<?>) constant), c -> (Object) c));
    String expected =
        Arrays.stream(type.getEnumConstants())
            .map(constant -> name((Enum<?>) constant))
            .collect(Collectors.joining(", "));
    return new ValueType(
        "one of " + expected,
        text ->
            Optional.ofNullable(byName.get(text.toLowerCase(Locale.ROOT)))
                .orElseThrow(() -> new IllegalArgumentException(text)));
  }

  /// An enum constant as it is written in a configuration.
  static String name(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /// A value as it is written in a configuration: a number, a truth value, or text.
  static Object show(Object value) {
    return switch (value) {
      case Number number -> number;
      case Boolean truth -> truth;
      case Duration duration -> GoDuration.format(duration);
      case Enum<?> constant -> name(constant);
      default -> value.toString();
    };
  }

  private static Object toBoolean(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true", "yes", "on" -> true;
      case "false", "no", "off" -> false;
      default -> throw new IllegalArgumentException(text);
    };
  }

  private static Path toPath(String text) {
    if (text.isBlank()) {
      throw new IllegalArgumentException("empty");
    }
    return Path.of(text);
  }
}
