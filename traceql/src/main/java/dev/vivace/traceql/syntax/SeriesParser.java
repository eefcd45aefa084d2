package dev.vivace.traceql.syntax;

import dev.vivace.traceql.QueryException.Kind;
import dev.vivace.traceql.QueryLimits;
import dev.vivace.traceql.ast.ArithmeticOperator;
import dev.vivace.traceql.ast.Metrics;
import dev.vivace.traceql.ast.Metrics.SecondStage;
import dev.vivace.traceql.ast.MetricsExpression;
import dev.vivace.traceql.ast.MetricsExpression.Filtered;
import dev.vivace.traceql.ast.MetricsExpression.Operation;
import dev.vivace.traceql.ast.MetricsExpression.SeriesOf;
import dev.vivace.traceql.ast.Query;
import dev.vivace.traceql.value.Value;
import java.util.List;
import java.util.Set;

/// Parses arithmetic between metrics queries: `({ … } | rate()) / ({ … } | rate()) > 0.5`.
///
/// ```text
///   whole    = sum { stage }                                 stage: | topk(…), > 5
///   sum      = product { ( "+" | "-" ) product }
///   product  = power { ( "*" | "/" | "%" ) power }
///   power    = primary [ "^" power ]
///   primary  = [ "-" ] NUMBER | "(" pipeline "|" metrics ")" | "(" whole ")"
/// ```
final class SeriesParser extends ArithmeticParser<SeriesParser.Operand> {

  /// A number as long as nothing but numbers was read, where it began; else series.
  sealed interface Operand {

    record Constant(Value number, Token first) implements Operand {}

    record Series(MetricsExpression expression) implements Operand {}
  }

  private final PipelineParser pipelines;
  private final MetricsParser metrics;
  private final LiteralParser literals;
  private final Set<Integer> wrapped;
  private int queries;

  /// @param wrapped from [WrappedMetrics]
  SeriesParser(TokenCursor cursor, PipelineParser pipelines, Set<Integer> wrapped) {
    super(cursor);
    this.pipelines = pipelines;
    this.metrics = new MetricsParser(cursor, pipelines);
    this.literals = new LiteralParser(cursor);
    this.wrapped = wrapped;
  }

  /// All up to hints or the end.
  MetricsExpression parse() {
    return switch (whole()) {
      case Operand.Series(var expression) -> expression;
      case Operand.Constant(_, var first) ->
          throw cursor.fail(
              Kind.PARSE, first, "a number alone is no series; calculate with ({ } | rate())");
    };
  }

  private Operand whole() {
    Token first = cursor.peek();
    Operand operand = parse(Precedence.SUM);
    if (operand instanceof Operand.Constant && !isEnd(cursor.peek())) {
      throw cursor.unexpected("an operator; comparisons and pipes stand behind series");
    }
    List<SecondStage> then = operand instanceof Operand.Series ? metrics.secondStages() : List.of();
    return then.isEmpty() || !(operand instanceof Operand.Series(var expression))
        ? operand
        : new Operand.Series(
            cursor.node(new Filtered(expression, then), first.start(), List.of(expression)));
  }

  private static boolean isEnd(Token token) {
    return token.isSymbol(")") || token.isWord("with") || token.kind() == TokenKind.END;
  }

  @Override
  Operand primary() {
    Token token = cursor.peek();
    if (token.isSymbol("(")) {
      return wrapped.contains(token.start()) ? metricsQuery() : parenthesised();
    }
    if (token.isSymbol("-") || LiteralParser.isNumber(token)) {
      return new Operand.Constant(literals.parseSignedNumber("a number after '-'"), token);
    }
    throw cursor.unexpected("a number or a metrics query in parentheses, as in ({ } | rate())");
  }

  private Operand parenthesised() {
    cursor.take();
    cursor.enter();
    Operand inner = whole();
    cursor.leave();
    cursor.expect(")", "or an operator");
    return inner;
  }

  private Operand metricsQuery() {
    Token open = cursor.take();
    if (++queries > QueryLimits.MAX_METRICS_QUERIES) {
      throw cursor.fail(
          Kind.LIMIT,
          open,
          "the query calculates with more than %d metrics queries; split it"
              .formatted(QueryLimits.MAX_METRICS_QUERIES));
    }
    cursor.enter();
    int start = cursor.peek().start();
    PipelineParser.Body body = pipelines.parseBody();
    if (!body.isBeforeMetrics()) {
      throw cursor.unexpected("an operator, or '|' and a metrics function");
    }
    cursor.positions().put(body.expression(), start);
    Metrics series = metrics.parse();
    cursor.leave();
    cursor.expect(")", "after a metrics query");
    Query query = new Query(body.expression(), series, List.of());
    return new Operand.Series(cursor.node(new SeriesOf(query), open.start()));
  }

  @Override
  Operand combine(Operand left, Token symbol, ArithmeticOperator operator, Operand right) {
    if (left instanceof Operand.Constant(var a, var first)
        && right instanceof Operand.Constant(var b, _)) {
      return new Operand.Constant(compute(a, symbol, operator, b), first);
    }
    MetricsExpression leftSide = expression(left, symbol);
    MetricsExpression rightSide = expression(right, symbol);
    return new Operand.Series(
        cursor.node(
            new Operation(operator, leftSide, rightSide),
            symbol.start(),
            List.of(leftSide, rightSide)));
  }

  private MetricsExpression expression(Operand operand, Token symbol) {
    return switch (operand) {
      case Operand.Series(var expression) -> expression;
      case Operand.Constant(var number, var first) -> {
        refuseDuration(number, symbol);
        yield cursor.node(new MetricsExpression.Number(number.asDouble()), first.start());
      }
    };
  }
}
