package dev.vivace.querier.search;

import dev.vivace.querier.json.JsonBytes;
import dev.vivace.traceql.result.FoundSpan;
import dev.vivace.traceql.result.FoundSpanset;
import dev.vivace.traceql.result.FoundTrace;
import dev.vivace.traceql.result.NamedValue;
import dev.vivace.traceql.value.Value;
import dev.vivace.traceql.value.Value.ArrayValue;
import dev.vivace.traceql.value.Value.BoolValue;
import dev.vivace.traceql.value.Value.FloatValue;
import dev.vivace.traceql.value.Value.IntValue;
import dev.vivace.traceql.value.Value.StringValue;
import dev.vivace.traceql.value.ValueText;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// How an answer shows values: as strings, ints, floats and bools; durations, statuses and kinds as
/// their words, an array as the text of a JSON array. Grafana's table fails on anything else, and
/// on a key with values of two types: within one answer such a key has floats, if all are numbers,
/// else strings.
final class ShownValues {

  private static final int ARRAY_BYTES = 64;

  private final Map<String, Class<? extends Value>> mixed = new HashMap<>();

  private ShownValues() {}

  /// Every value in its own type, for clients that ask for no table.
  static ShownValues each() {
    return new ShownValues();
  }

  /// One type a key.
  static ShownValues alike(List<FoundTrace> traces) {
    Map<String, Class<? extends Value>> types = new HashMap<>();
    for (FoundTrace trace : traces) {
      for (FoundSpanset spanset : trace.spansets()) {
        spanset.attributes().forEach(value -> note(types, value));
        for (FoundSpan span : spanset.spans()) {
          span.attributes().forEach(value -> note(types, value));
        }
      }
    }
    ShownValues shown = new ShownValues();
    shown.mixed.putAll(types);
    return shown;
  }

  private static void note(Map<String, Class<? extends Value>> types, NamedValue named) {
    Class<? extends Value> type = plainType(named.value());
    Class<? extends Value> known = types.putIfAbsent(named.key(), type);
    if (known != null && known != type) {
      types.put(named.key(), common(known, type));
    }
  }

  private static Class<? extends Value> common(
      Class<? extends Value> one, Class<? extends Value> two) {
    if (one == two) {
      return one;
    }
    return isNumber(one) && isNumber(two) ? FloatValue.class : StringValue.class;
  }

  private static boolean isNumber(Class<? extends Value> type) {
    return type == IntValue.class || type == FloatValue.class;
  }

  /// A string, int, float or bool.
  Value show(NamedValue named) {
    Value value = plain(named.value());
    Class<? extends Value> type = mixed.getOrDefault(named.key(), value.getClass());
    if (type == value.getClass()) {
      return value;
    }
    return type == FloatValue.class
        ? new FloatValue(value.asDouble())
        : new StringValue(ValueText.bare(value));
  }

  private static Value plain(Value value) {
    return switch (value) {
      case StringValue _, IntValue _, FloatValue _, BoolValue _ -> value;
      case ArrayValue(var elements) -> new StringValue(json(elements));
      default -> new StringValue(ValueText.bare(value));
    };
  }

  private static Class<? extends Value> plainType(Value value) {
    return switch (value) {
      case StringValue _, IntValue _, FloatValue _, BoolValue _ -> value.getClass();
      default -> StringValue.class;
    };
  }

  private static String json(List<Value> elements) {
    JsonBytes out = new JsonBytes(ARRAY_BYTES, Integer.MAX_VALUE);
    char before = '[';
    for (Value element : elements) {
      out.raw(before);
      before = ',';
      switch (element) {
        case StringValue(var text) -> out.string(text);
        case IntValue(var number) -> out.number(number);
        case FloatValue(var number) -> out.number(number);
        default -> out.raw(ValueText.bare(element));
      }
    }
    out.raw(']');
    return new String(out.bytes(), 0, out.length(), StandardCharsets.UTF_8);
  }
}
