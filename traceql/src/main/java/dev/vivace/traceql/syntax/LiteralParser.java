package dev.vivace.traceql.syntax;

import dev.vivace.traceql.value.Kind;
import dev.vivace.traceql.value.Status;
import dev.vivace.traceql.value.Value;
import dev.vivace.traceql.value.Value.BoolValue;
import dev.vivace.traceql.value.Value.DurationValue;
import dev.vivace.traceql.value.Value.FloatValue;
import dev.vivace.traceql.value.Value.IntValue;
import dev.vivace.traceql.value.Value.KindValue;
import dev.vivace.traceql.value.Value.Nil;
import dev.vivace.traceql.value.Value.Opaque;
import dev.vivace.traceql.value.Value.StatusValue;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Parses literals: strings, numbers and the words that stand for a value.
final class LiteralParser {

  private static final Map<String, Value> WORDS = words();

  private final TokenCursor cursor;

  LiteralParser(TokenCursor cursor) {
    this.cursor = cursor;
  }

  /// The words that stand for a value.
  static Set<String> literalWords() {
    return WORDS.keySet();
  }

  /// Takes a literal if one is next.
  Optional<Value> tryParse() {
    Token token = cursor.peek();
    Optional<Value> value =
        switch (token.kind()) {
          case STRING, INTEGER, FLOAT, DURATION -> Optional.of(token.literal());
          case WORD -> Optional.ofNullable(WORDS.get(token.text()));
          case ATTRIBUTE, COLON_SCOPE, SYMBOL, END -> Optional.empty();
        };
    value.ifPresent(_ -> cursor.take());
    return value;
  }

  /// A number with an optional sign: int, float or duration.
  Value parseSignedNumber(String expected) {
    boolean isNegative = cursor.accept("-");
    Token token = cursor.peek();
    if (!isNumber(token)) {
      throw cursor.unexpected(expected);
    }
    Value value = cursor.take().literal();
    return isNegative ? negate(value) : value;
  }

  static boolean isNumber(Token token) {
    return switch (token.kind()) {
      case INTEGER, FLOAT, DURATION -> true;
      case WORD, ATTRIBUTE, COLON_SCOPE, STRING, SYMBOL, END -> false;
    };
  }

  private static Value negate(Value value) {
    return switch (value) {
      case IntValue(var number) -> new IntValue(-number);
      case FloatValue(var number) -> new FloatValue(-number);
      case DurationValue(var nanos) -> new DurationValue(-nanos);
      case Value.StringValue _, BoolValue _, StatusValue _, KindValue _ -> throw notNumber(value);
      case Value.ArrayValue _, Nil _, Opaque _ -> throw notNumber(value);
    };
  }

  private static IllegalStateException notNumber(Value value) {
    return new IllegalStateException("not a number: " + value);
  }

  private static Map<String, Value> words() {
    Map<String, Value> words = new HashMap<>();
    for (Status status : Status.values()) {
      words.put(status.word(), new StatusValue(status));
    }
    for (Kind kind : Kind.values()) {
      words.put(kind.word(), new KindValue(kind));
    }
    words.put("true", new BoolValue(true));
    words.put("false", new BoolValue(false));
    words.put("minInt", new IntValue(Long.MIN_VALUE));
    words.put("maxInt", new IntValue(Long.MAX_VALUE));
    return Map.copyOf(words);
  }
}
