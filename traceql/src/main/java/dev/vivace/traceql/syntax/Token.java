package dev.vivace.traceql.syntax;

import dev.vivace.traceql.ast.FieldExpression.Attribute;
import dev.vivace.traceql.value.Value;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A piece of the text from `start` up to `end`. Literals carry a value, attributes their scope and
/// name.
record Token(
    TokenKind kind,
    String text,
    int start,
    int end,
    @Nullable Value value,
    @Nullable Attribute attribute) {

  private static final int MAX_SHOWN_CHARS = 40;

  boolean isSymbol(String symbol) {
    return kind == TokenKind.SYMBOL && text.equals(symbol);
  }

  boolean isWord(String word) {
    return kind == TokenKind.WORD && text.equals(word);
  }

  Value literal() {
    return Objects.requireNonNull(value);
  }

  /// For messages: `'}'` or `end of query`.
  String shown() {
    if (kind == TokenKind.END) {
      return "end of query";
    }
    int end = Math.min(text.length(), MAX_SHOWN_CHARS);
    return end < text.length() ? "'" + text.substring(0, end) + "…'" : "'" + text + "'";
  }
}
