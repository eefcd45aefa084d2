package dev.vivace.traceql.syntax;

import dev.vivace.traceql.QueryException.Kind;
import dev.vivace.traceql.ast.ArithmeticOperator;
import dev.vivace.traceql.ast.FieldExpression.Reference;
import dev.vivace.traceql.ast.Hint;
import dev.vivace.traceql.ast.Metrics;
import dev.vivace.traceql.ast.MetricsExpression;
import dev.vivace.traceql.ast.MetricsExpression.SeriesOf;
import dev.vivace.traceql.ast.MetricsQuery;
import dev.vivace.traceql.ast.Query;
import dev.vivace.traceql.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Parses a whole query. The tree is in the language, but not yet validated.
public final class QueryParser {

  private final TokenCursor cursor;
  private final PipelineParser pipelines;

  private QueryParser(SourceText source) {
    this.cursor = new TokenCursor(source);
    this.pipelines = new PipelineParser(cursor);
  }

  /// Parses a query, or throws a [QueryException] of kind PARSE or LIMIT.
  public static ParsedQuery parse(String text) {
    return new QueryParser(SourceText.of(text)).query();
  }

  /// Parses a query for series, or throws a [QueryException] of kind PARSE, VALIDATE or LIMIT.
  public static ParsedMetrics parseMetrics(String text) {
    SourceText source = SourceText.of(text);
    QueryParser parser = new QueryParser(source);
    Set<Integer> wrapped = WrappedMetrics.openings(source);
    return wrapped.isEmpty() ? parser.plainMetrics() : parser.arithmetic(wrapped);
  }

  /// Parses one attribute or intrinsic, as the endpoints for tag values take it.
  public static Reference parseReference(String text) {
    QueryParser parser = new QueryParser(SourceText.of(text));
    Reference reference = new ReferenceParser(parser.cursor).parse();
    parser.expectEnd("nothing after the attribute");
    return reference;
  }

  private ParsedQuery query() {
    PipelineParser.Body body = pipelines.parseBody();
    cursor.positions().put(body.expression(), 0);
    Metrics metrics = body.isBeforeMetrics() ? new MetricsParser(cursor, pipelines).parse() : null;
    List<Hint> hints = lastHints();
    boolean isSum =
        metrics != null && ArithmeticOperator.ofSymbol(cursor.peek().text()).isPresent();
    expectEnd(
        isSum
            ? "parentheses around each metrics query, as in ({ } | rate()) * 2"
            : "an operator, '|' or the end of the query");
    return new ParsedQuery(new Query(body.expression(), metrics, hints), cursor.positions());
  }

  private ParsedMetrics plainMetrics() {
    Query query = query().query();
    if (query.metrics() == null) {
      throw cursor
          .positions()
          .error(
              Kind.VALIDATE,
              query.body(),
              "not a metrics query: add '| rate()' or another metrics function, or search with it");
    }
    SeriesOf series = new SeriesOf(new Query(query.body(), query.metrics(), List.of()));
    return new ParsedMetrics(new MetricsQuery(series, query.hints()), cursor.positions());
  }

  private ParsedMetrics arithmetic(Set<Integer> wrapped) {
    MetricsExpression expression = new SeriesParser(cursor, pipelines, wrapped).parse();
    List<Hint> hints = lastHints();
    expectEnd("an operator, a comparison, '|' or the end of the query");
    return new ParsedMetrics(new MetricsQuery(expression, hints), cursor.positions());
  }

  private List<Hint> lastHints() {
    List<Hint> hints = List.of();
    while (cursor.peek().isWord("with")) {
      hints = hints();
    }
    return hints;
  }

  private List<Hint> hints() {
    cursor.take();
    cursor.expect("(", "after with");
    LiteralParser literals = new LiteralParser(cursor);
    List<Hint> hints = new ArrayList<>();
    do {
      Token name = cursor.peek();
      if (name.kind() != TokenKind.WORD || ReservedWords.contains(name.text())) {
        throw cursor.unexpected("the name of a hint, as in with(most_recent=true)");
      }
      cursor.take();
      cursor.expect("=", "after the name of a hint");
      Value value = literals.tryParse().orElseThrow(() -> cursor.unexpected("a value"));
      hints.add(cursor.node(new Hint(name.text(), value), name.start()));
    } while (cursor.accept(","));
    cursor.expect(")", "or ',' after a hint");
    return hints;
  }

  private void expectEnd(String expected) {
    if (cursor.peek().kind() != TokenKind.END) {
      throw cursor.unexpected(expected);
    }
  }
}
