package dev.vivace.traceql;

import dev.vivace.traceql.ast.FieldExpression.Reference;
import dev.vivace.traceql.ast.Query;
import dev.vivace.traceql.syntax.QueryParser;
import dev.vivace.traceql.type.Validator;

/// The way into the language.
public final class TraceQl {

  private TraceQl() {}

  /// Parses and validates a query, or throws a [QueryException].
  public static Query parse(String text) {
    return Validator.validate(QueryParser.parse(text));
  }

  /// Parses one attribute or intrinsic, as the endpoints for tag values take it, or throws a
  /// [QueryException].
  public static Reference parseReference(String text) {
    return QueryParser.parseReference(text);
  }
}
