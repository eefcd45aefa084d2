package dev.vivace.traceql;

import dev.vivace.traceql.ast.FieldExpression.Reference;
import dev.vivace.traceql.ast.MetricsQuery;
import dev.vivace.traceql.ast.Query;
import dev.vivace.traceql.syntax.QueryParser;
import dev.vivace.traceql.type.Validator;

/// The way into the language.
public final class TraceQl {

  private TraceQl() {}

  /// Parses and validates a query, or throws a [QueryException]. A metrics function may follow, but
  /// no arithmetic between several.
  public static Query parse(String text) {
    return Validator.validate(QueryParser.parse(text));
  }

  /// Parses and validates a query for series: one that ends in a metrics function, or arithmetic
  /// between such queries in parentheses. Throws a [QueryException] for anything else.
  public static MetricsQuery parseMetrics(String text) {
    return Validator.validate(QueryParser.parseMetrics(text));
  }

  /// Parses one attribute or intrinsic, as the endpoints for tag values take it, or throws a
  /// [QueryException].
  public static Reference parseReference(String text) {
    return QueryParser.parseReference(text);
  }
}
