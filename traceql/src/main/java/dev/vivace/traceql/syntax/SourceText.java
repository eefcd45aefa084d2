package dev.vivace.traceql.syntax;

import dev.vivace.traceql.QueryException;
import dev.vivace.traceql.QueryLimits;
import java.nio.charset.StandardCharsets;

/// The text of a query, and errors that point into it.
public final class SourceText {

  private final String text;

  private SourceText(String text) {
    this.text = text;
  }

  /// The text, or a [QueryException] of kind LIMIT if it is too long.
  public static SourceText of(String text) {
    SourceText source = new SourceText(text);
    int bytes = text.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > QueryLimits.MAX_QUERY_BYTES) {
      throw source.error(
          QueryException.Kind.LIMIT,
          0,
          "the query has %d bytes (limit: %d)".formatted(bytes, QueryLimits.MAX_QUERY_BYTES));
    }
    return source;
  }

  String text() {
    return text;
  }

  /// An error at an offset in UTF-16 units; reported as line and column from one, in characters.
  public QueryException error(QueryException.Kind kind, int offset, String message) {
    int end = Math.min(offset, text.length());
    int line = 1;
    int lineStart = 0;
    for (int i = 0; i < end; i++) {
      if (text.charAt(i) == '\n') {
        line++;
        lineStart = i + 1;
      }
    }
    int column = text.codePointCount(lineStart, end) + 1;
    return new QueryException(kind, line + ":" + column + ": " + message);
  }
}
