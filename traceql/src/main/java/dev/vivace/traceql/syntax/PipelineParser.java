package dev.vivace.traceql.syntax;

import dev.vivace.traceql.QueryException.Kind;
import dev.vivace.traceql.ast.FieldExpression;
import dev.vivace.traceql.ast.FieldExpression.Literal;
import dev.vivace.traceql.ast.PipelineExpression;
import dev.vivace.traceql.ast.PipelineExpression.Pipeline;
import dev.vivace.traceql.ast.ScalarExpression.Aggregate;
import dev.vivace.traceql.ast.ScalarExpression.PipelineAggregate;
import dev.vivace.traceql.ast.SpansetExpression.SpansetFilter;
import dev.vivace.traceql.ast.Stage;
import dev.vivace.traceql.ast.Stage.Coalesce;
import dev.vivace.traceql.ast.Stage.GroupBy;
import dev.vivace.traceql.ast.Stage.Select;
import dev.vivace.traceql.syntax.Operand.OfComparison;
import dev.vivace.traceql.syntax.Operand.OfScalar;
import dev.vivace.traceql.syntax.Operand.OfSpanset;
import dev.vivace.traceql.syntax.Operand.OfStage;
import dev.vivace.traceql.syntax.Operand.OfWrapped;
import dev.vivace.traceql.syntax.Operand.OfWrappedScalar;
import dev.vivace.traceql.value.Value.BoolValue;
import java.util.ArrayList;
import java.util.List;

/// Parses stages and what parentheses around them make. What stands between operators is read by
/// [OperandParser], which comes back here for parentheses.
final class PipelineParser {

  private final TokenCursor cursor;
  private final FieldParser fields;
  private final ReferenceParser references;
  private final OperandParser operands;

  PipelineParser(TokenCursor cursor) {
    this.cursor = cursor;
    this.fields = new FieldParser(cursor);
    this.references = new ReferenceParser(cursor);
    this.operands = new OperandParser(cursor, this);
  }

  /// What was read, and whether a pipe and a metrics function came next.
  record Body(PipelineExpression expression, boolean isBeforeMetrics) {}

  /// All up to metrics, hints or the end.
  Body parseBody() {
    Operand first = parseOperand(true);
    return switch (first) {
      case OfWrapped(var expression) -> new Body(expression, false);
      case OfComparison(var comparison) -> new Body(comparison, false);
      case OfWrappedScalar _ -> throw cursor.unexpected("a comparison such as '> 5'");
      case OfSpanset _, OfScalar _, OfStage _ -> pipeline(asStage(first));
    };
  }

  private Body pipeline(Stage first) {
    List<Stage> stages = new ArrayList<>(List.of(first));
    while (cursor.accept("|")) {
      if (MetricsParser.isNext(cursor.peek())) {
        return new Body(new Pipeline(stages), true);
      }
      stages.add(asStage(parseOperand(false)));
    }
    return new Body(new Pipeline(stages), false);
  }

  SpansetFilter parseFilter() {
    int start = cursor.expect("{", "that begins a filter").start();
    FieldExpression condition =
        cursor.peek().isSymbol("}")
            ? cursor.node(new Literal(new BoolValue(true)), start)
            : fields.parse();
    cursor.expect("}", "or an operator");
    return cursor.node(new SpansetFilter(condition), start, List.of(condition));
  }

  FieldExpression parseField() {
    return fields.parse();
  }

  /// What an opening parenthesis, already taken, leads to; up to and with the closing one.
  Operand parseInParentheses() {
    cursor.enter();
    int start = cursor.peek().start();
    Operand first = parseOperand(true);
    Operand inner = cursor.peek().isSymbol("|") ? piped(first, start) : alone(first);
    cursor.leave();
    cursor.expect(")", "or an operator");
    return inner;
  }

  private Operand alone(Operand inner) {
    return switch (inner) {
      case OfSpanset spanset -> spanset.inParentheses();
      case OfStage(var stage) -> new OfWrapped(new Pipeline(List.of(stage)));
      case OfScalar _, OfWrapped _, OfWrappedScalar _ -> inner;
      case OfComparison(var comparison) ->
          throw cursor
              .positions()
              .error(Kind.PARSE, comparison, "a comparison of pipelines cannot be in parentheses");
    };
  }

  private Operand piped(Operand first, int start) {
    List<Stage> stages = new ArrayList<>(List.of(asStage(first)));
    while (cursor.accept("|")) {
      if (MetricsParser.isNext(cursor.peek())) {
        throw cursor.unexpected(
            "no metrics function inside parentheses; only a query for series calculates with them");
      }
      Operand next = parseOperand(false);
      boolean isAggregate = next instanceof OfScalar(var scalar) && scalar instanceof Aggregate;
      if (isAggregate && cursor.peek().isSymbol(")")) {
        Aggregate aggregate = (Aggregate) ((OfScalar) next).expression();
        return new OfWrappedScalar(
            cursor.node(new PipelineAggregate(new Pipeline(stages), aggregate), start));
      }
      stages.add(asStage(next));
    }
    return new OfWrapped(new Pipeline(stages));
  }

  private Stage asStage(Operand operand) {
    return switch (operand) {
      case OfSpanset(var expression, _, _) -> expression;
      case OfStage(var stage) -> stage;
      case OfScalar _ -> throw cursor.unexpected("a comparison such as '> 5'");
      case OfWrapped _, OfWrappedScalar _, OfComparison _ ->
          throw cursor.unexpected(
              "no pipe: " + operand.shown() + " cannot be part of another pipeline");
    };
  }

  /// A stage, or something that operators may follow.
  private Operand parseOperand(boolean isFirst) {
    Token token = cursor.peek();
    if (token.isWord("by")) {
      return new OfStage(groupBy());
    }
    if (token.isWord("select")) {
      return new OfStage(select());
    }
    if (token.isWord("coalesce")) {
      if (isFirst) {
        throw cursor.unexpected("a filter first; coalesce() cannot begin a pipeline");
      }
      return new OfStage(coalesce());
    }
    return operands.parse(Precedence.LOGICAL);
  }

  private Stage groupBy() {
    int start = cursor.take().start();
    cursor.expect("(", "after by");
    FieldExpression expression = fields.parse();
    cursor.expect(")", "; by() in a pipeline takes one expression");
    return cursor.node(new GroupBy(expression), start);
  }

  private Stage select() {
    int start = cursor.take().start();
    cursor.expect("(", "after select");
    List<FieldExpression.Reference> selected = references.parseList();
    cursor.expect(")", "or ','; select() takes attributes and intrinsics");
    return cursor.node(new Select(selected), start);
  }

  private Stage coalesce() {
    int start = cursor.take().start();
    cursor.expect("(", "after coalesce");
    cursor.expect(")", "; coalesce() takes nothing");
    return cursor.node(new Coalesce(), start);
  }
}
