package dev.vivace.traceql.type;

import dev.vivace.traceql.QueryException.Kind;
import dev.vivace.traceql.ast.FieldExpression;
import dev.vivace.traceql.ast.Mentions;
import dev.vivace.traceql.ast.Metrics;
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
import dev.vivace.traceql.syntax.ParsedQuery;
import dev.vivace.traceql.syntax.Positions;

/// Checks a tree from left to right and reports the first thing that is wrong.
public final class Validator {

  private final Positions positions;
  private final FieldTypes fields;
  private final ScalarTypes scalars;

  private Validator(Positions positions) {
    this.positions = positions;
    this.fields = new FieldTypes(positions);
    this.scalars = new ScalarTypes(positions, fields, this::check);
  }

  /// Returns the query if it is sound, or throws a [QueryException] of kind VALIDATE, UNSUPPORTED
  /// or LIMIT.
  public static Query validate(ParsedQuery parsed) {
    Query query = parsed.query();
    Validator validator = new Validator(parsed.positions());
    validator.check(query.body());
    Metrics metrics = query.metrics();
    if (metrics != null) {
      new MetricsValidator(parsed.positions(), validator::check).check(metrics);
    }
    return query;
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
