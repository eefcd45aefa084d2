package dev.vivace.traceql.syntax;

import dev.vivace.traceql.QueryException;
import dev.vivace.traceql.QueryException.Kind;
import dev.vivace.traceql.ast.AggregateFunction;
import dev.vivace.traceql.ast.ArithmeticOperator;
import dev.vivace.traceql.ast.ComparisonOperator;
import dev.vivace.traceql.ast.FieldExpression;
import dev.vivace.traceql.ast.PipelineExpression;
import dev.vivace.traceql.ast.PipelineExpression.Pipeline;
import dev.vivace.traceql.ast.PipelineExpression.WrappedComparison;
import dev.vivace.traceql.ast.PipelineExpression.WrappedOperation;
import dev.vivace.traceql.ast.ScalarExpression;
import dev.vivace.traceql.ast.ScalarExpression.Aggregate;
import dev.vivace.traceql.ast.ScalarExpression.Constant;
import dev.vivace.traceql.ast.ScalarExpression.ScalarArithmetic;
import dev.vivace.traceql.ast.SpansetExpression.SpansetOperation;
import dev.vivace.traceql.ast.SpansetOperator;
import dev.vivace.traceql.ast.Stage.ScalarFilter;
import dev.vivace.traceql.syntax.Operand.OfComparison;
import dev.vivace.traceql.syntax.Operand.OfScalar;
import dev.vivace.traceql.syntax.Operand.OfSpanset;
import dev.vivace.traceql.syntax.Operand.OfStage;
import dev.vivace.traceql.syntax.Operand.OfWrapped;
import dev.vivace.traceql.syntax.Operand.OfWrappedScalar;
import dev.vivace.traceql.value.Value;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Parses spansets and scalars with the operators between them, by precedence. `>` and `<` stand
/// between both; what is on the left decides what they mean.
final class OperandParser {

  private static final Set<String> STAGE_WORDS =
      Set.of("count", "min", "max", "avg", "sum", "by", "select", "coalesce");

  private final TokenCursor cursor;
  private final PipelineParser pipelines;
  private final LiteralParser literals;

  OperandParser(TokenCursor cursor, PipelineParser pipelines) {
    this.cursor = cursor;
    this.pipelines = pipelines;
    this.literals = new LiteralParser(cursor);
  }

  /// Operators that bind at least as tight as `level`.
  Operand parse(int level) {
    int start = cursor.peek().start();
    Operand left = primary();
    Optional<Operand> longer = extend(left, level, start);
    while (longer.isPresent()) {
      left = longer.get();
      longer = extend(left, level, start);
    }
    return left;
  }

  /// Takes one operator and its right side, if the next token is an operator that fits.
  private Optional<Operand> extend(Operand left, int level, int start) {
    if (cursor.peek().kind() != TokenKind.SYMBOL) {
      return Optional.empty();
    }
    String symbol = cursor.peek().text();
    return switch (left) {
      case OfSpanset _, OfWrapped _ ->
          SpansetOperator.ofSymbol(symbol)
              .filter(operator -> level <= levelOf(operator))
              .map(operator -> spansetOperation(left, operator, start));
      case OfScalar(var scalar) -> scalarOperation(scalar, symbol, level, start);
      case OfWrappedScalar(var scalar) -> wrappedScalarOperation(scalar, symbol, level, start);
      case OfStage _, OfComparison _ -> Optional.empty();
    };
  }

  private static int levelOf(SpansetOperator operator) {
    return operator.isStructural() ? Precedence.COMPARISON : Precedence.LOGICAL;
  }

  private Operand spansetOperation(Operand left, SpansetOperator operator, int start) {
    Token symbol = cursor.take();
    Operand right = parse(levelOf(operator) + 1);
    if (left instanceof OfSpanset a && right instanceof OfSpanset b) {
      SpansetOperation operation =
          cursor.node(
              new SpansetOperation(operator, a.expression(), b.expression()),
              start,
              List.of(a.expression(), b.expression()));
      boolean mayWrap = a.mayWrap() && b.mayWrap();
      return new OfSpanset(operation, mayWrap, mayWrap && a.mayWrapLeft());
    }
    Optional<PipelineExpression> first = leftmostWrapped(left);
    Optional<PipelineExpression> second = right.asWrapped();
    if (first.isEmpty() || second.isEmpty()) {
      throw cannotCombine(left, symbol, right);
    }
    return new OfWrapped(
        cursor.node(
            new WrappedOperation(operator, first.get(), second.get()),
            start,
            List.of(first.get(), second.get())));
  }

  private static Optional<PipelineExpression> leftmostWrapped(Operand left) {
    return switch (left) {
      case OfWrapped(var expression) -> Optional.of(expression);
      case OfSpanset(var expression, _, var mayWrapLeft) when mayWrapLeft ->
          Optional.of(new Pipeline(List.of(expression)));
      case OfSpanset _, OfScalar _, OfStage _, OfWrappedScalar _, OfComparison _ ->
          Optional.empty();
    };
  }

  private QueryException cannotCombine(Operand left, Token symbol, Operand right) {
    return cursor.fail(
        Kind.PARSE,
        symbol,
        "'"
            + symbol.text()
            + "' cannot combine "
            + left.shown()
            + " with "
            + right.shown()
            + "; put every side that is a spanset or pipeline in parentheses, a leftmost { } in two"
            + " pairs");
  }

  private Optional<Operand> scalarOperation(
      ScalarExpression left, String symbol, int level, int start) {
    Optional<ArithmeticOperator> arithmetic = arithmetic(symbol, level);
    if (arithmetic.isPresent()) {
      Operand right = arithmeticRight(arithmetic.get());
      if (!(right instanceof OfScalar(var scalar))) {
        throw cursor.unexpected("an aggregate or a number before this, not " + right.shown());
      }
      return Optional.of(
          new OfScalar(
              cursor.node(
                  new ScalarArithmetic(arithmetic.get(), left, scalar),
                  start,
                  List.of(left, scalar))));
    }
    Optional<ComparisonOperator> comparison = comparison(symbol, level);
    if (comparison.isEmpty()) {
      return Optional.empty();
    }
    cursor.take();
    Operand right = parse(Precedence.SUM);
    if (!(right instanceof OfScalar(var scalar))) {
      throw cursor.unexpected("an aggregate or a number before this, not " + right.shown());
    }
    return Optional.of(
        new OfStage(cursor.node(new ScalarFilter(comparison.get(), left, scalar), start)));
  }

  private Optional<Operand> wrappedScalarOperation(
      ScalarExpression left, String symbol, int level, int start) {
    Optional<ArithmeticOperator> arithmetic = arithmetic(symbol, level);
    if (arithmetic.isPresent()) {
      Operand right = arithmeticRight(arithmetic.get());
      if (!(right instanceof OfWrappedScalar(var scalar))) {
        throw cursor.unexpected("a pipeline in parentheses before this, not " + right.shown());
      }
      return Optional.of(
          new OfWrappedScalar(
              cursor.node(
                  new ScalarArithmetic(arithmetic.get(), left, scalar),
                  start,
                  List.of(left, scalar))));
    }
    Optional<ComparisonOperator> comparison = comparison(symbol, level);
    if (comparison.isEmpty()) {
      return Optional.empty();
    }
    cursor.take();
    WrappedComparison node =
        new WrappedComparison(comparison.get(), left, wrappedComparisonRight());
    return Optional.of(new OfComparison(cursor.node(node, start)));
  }

  private ScalarExpression wrappedComparisonRight() {
    int start = cursor.peek().start();
    Optional<Value> literal = literals.tryParse();
    if (literal.isPresent()) {
      return cursor.node(new Constant(literal.get()), start);
    }
    if (parse(Precedence.SUM) instanceof OfWrappedScalar(var scalar)) {
      return scalar;
    }
    throw cursor.unexpected("a value or a pipeline that ends in an aggregate before this");
  }

  private Operand arithmeticRight(ArithmeticOperator operator) {
    cursor.take();
    if (operator != ArithmeticOperator.POWER) {
      return parse(Precedence.of(operator) + 1);
    }
    cursor.enter();
    Operand right = parse(Precedence.POWER);
    cursor.leave();
    return right;
  }

  private static Optional<ArithmeticOperator> arithmetic(String symbol, int level) {
    return ArithmeticOperator.ofSymbol(symbol).filter(operator -> level <= Precedence.of(operator));
  }

  private static Optional<ComparisonOperator> comparison(String symbol, int level) {
    return ComparisonOperator.ofSymbol(symbol)
        .filter(operator -> level <= Precedence.COMPARISON && !operator.isPattern());
  }

  private Operand primary() {
    Token token = cursor.peek();
    if (token.isSymbol("{")) {
      return new OfSpanset(pipelines.parseFilter(), false, false);
    }
    if (token.isSymbol("(")) {
      cursor.take();
      return pipelines.parseInParentheses();
    }
    if (token.isSymbol("-") || LiteralParser.isNumber(token)) {
      Value number = literals.parseSignedNumber("a number after '-'");
      return new OfScalar(cursor.node(new Constant(number), token.start()));
    }
    Optional<AggregateFunction> function =
        token.kind() == TokenKind.WORD ? AggregateFunction.ofWord(token.text()) : Optional.empty();
    if (function.isPresent()) {
      return new OfScalar(aggregate(function.get()));
    }
    throw unknown(token);
  }

  private Aggregate aggregate(AggregateFunction function) {
    int start = cursor.take().start();
    cursor.expect("(", "after " + function.word());
    FieldExpression argument = function == AggregateFunction.COUNT ? null : pipelines.parseField();
    cursor.expect(")", argument == null ? "; count() takes nothing" : "or an operator");
    return cursor.node(new Aggregate(function, argument), start);
  }

  private QueryException unknown(Token token) {
    if (MetricsParser.isNext(token)) {
      throw cursor.unexpected("a filter first, as in { } | " + token.text() + "()");
    }
    String suggestion =
        token.kind() == TokenKind.WORD
            ? Suggestion.didYouMean(token.text(), MetricsParser.withFunctions(STAGE_WORDS))
            : "";
    return cursor.unexpected("a filter '{ }', an aggregate, by() or select()" + suggestion);
  }
}
