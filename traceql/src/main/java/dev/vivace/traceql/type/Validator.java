package dev.vivace.traceql.type;

import dev.vivace.traceql.QueryException.Kind;
import dev.vivace.traceql.ast.FieldExpression;
import dev.vivace.traceql.ast.Mentions;
import dev.vivace.traceql.ast.Metrics;
import dev.vivace.traceql.ast.MetricsExpression;
import dev.vivace.traceql.ast.MetricsExpression.Filtered;
import dev.vivace.traceql.ast.MetricsExpression.Operation;
import dev.vivace.traceql.ast.MetricsExpression.SeriesOf;
import dev.vivace.traceql.ast.MetricsQuery;
import dev.vivace.traceql.ast.PipelineExpression;
import dev.vivace.traceql.ast.PipelineExpression.Pipeline;
import dev.vivace.traceql.ast.PipelineExpression.WrappedComparison;
import dev.vivace.traceql.ast.PipelineExpression.WrappedOperation;
import dev.vivace.traceql.ast.Query;
import dev.vivace.traceql.ast.SpansetExpression;
import dev.vivace.traceql.ast.SpansetExpression.SpansetFilter;
import dev.vivace.traceql.ast.SpansetExpression.SpansetOperation;
import dev.vivace.traceql.ast.Stage;
import dev.vivace.traceql.ast.Stage.Coalesce;
import dev.vivace.traceql.ast.Stage.GroupBy;
import dev.vivace.traceql.ast.Stage.ScalarFilter;
import dev.vivace.traceql.ast.Stage.Select;
import dev.vivace.traceql.ast.StaticType;
import dev.vivace.traceql.syntax.ParsedMetrics;
import dev.vivace.traceql.syntax.ParsedQuery;
import dev.vivace.traceql.syntax.Positions;

/// Checks a tree from left to right and reports the first thing that is wrong.
public final class Validator {

  private final Positions positions;
  private final FieldTypes fields;
  private final ScalarTypes scalars;
  private final MetricsValidator metrics;

  private Validator(Positions positions) {
    this.positions = positions;
    this.fields = new FieldTypes(positions);
    this.scalars = new ScalarTypes(positions, fields, this::check);
    this.metrics = new MetricsValidator(positions, this::check);
  }

  /// Returns the query if it is sound, or throws a [QueryException] of kind VALIDATE, UNSUPPORTED
  /// or LIMIT.
  public static Query validate(ParsedQuery parsed) {
    Query query = parsed.query();
    Validator validator = new Validator(parsed.positions());
    validator.check(query);
    return query;
  }

  /// As [#validate(ParsedQuery)], for each metrics query and what calculates with them.
  public static MetricsQuery validate(ParsedMetrics parsed) {
    MetricsQuery query = parsed.query();
    Validator validator = new Validator(parsed.positions());
    if (query.expression() instanceof SeriesOf(var only)) {
      validator.check(only);
    } else {
      validator.check(query.expression());
    }
    return query;
  }

  private void check(Query query) {
    check(query.body());
    Metrics functions = query.metrics();
    if (functions != null) {
      metrics.check(functions);
    }
  }

  private void check(MetricsExpression expression) {
    switch (expression) {
      case SeriesOf(var query) -> {
        check(query);
        metrics.checkOperand(query);
      }
      case MetricsExpression.Number _ -> {}
      case Operation(_, var left, var right) -> {
        check(left);
        check(right);
      }
      case Filtered(var operand, var then) -> {
        check(operand);
        metrics.check(then);
      }
    }
  }

  private void check(PipelineExpression body) {
    switch (body) {
      case Pipeline(var stages) -> stages.forEach(this::check);
      case WrappedOperation(_, var left, var right) -> {
        check(left);
        check(right);
      }
      case WrappedComparison comparison -> scalars.check(comparison);
    }
  }

  private void check(Stage stage) {
    switch (stage) {
      case SpansetExpression expression -> check(expression);
      case ScalarFilter filter -> scalars.check(filter);
      case GroupBy(var expression) -> checkGroupBy(expression);
      case Coalesce _ -> {}
      case Select(var references) -> references.forEach(fields::checkReference);
    }
  }

  private void check(SpansetExpression expression) {
    switch (expression) {
      case SpansetFilter filter -> checkFilter(filter);
      case SpansetOperation(_, var left, var right) -> {
        check(left);
        check(right);
      }
    }
  }

  private void checkFilter(SpansetFilter filter) {
    FieldExpression condition = filter.condition();
    StaticType type = fields.check(condition);
    if (type != StaticType.BOOL && type != StaticType.UNKNOWN) {
      throw positions.error(
          Kind.VALIDATE,
          condition,
          "a filter needs a condition, but '%s' is %s; compare it with something"
              .formatted(FieldTypes.shown(condition), type.text()));
    }
  }

  private void checkGroupBy(FieldExpression expression) {
    fields.check(expression);
    if (Mentions.in(expression).isEmpty()) {
      throw positions.error(
          Kind.VALIDATE,
          expression,
          "by(%s) does not mention the span; group by an attribute or an intrinsic"
              .formatted(FieldTypes.shown(expression)));
    }
  }
}
