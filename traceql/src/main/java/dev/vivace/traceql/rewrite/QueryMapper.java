package dev.vivace.traceql.rewrite;

import dev.vivace.traceql.ast.FieldExpression;
import dev.vivace.traceql.ast.Metrics;
import dev.vivace.traceql.ast.Metrics.Compare;
import dev.vivace.traceql.ast.Metrics.FirstStage;
import dev.vivace.traceql.ast.Metrics.OverTime;
import dev.vivace.traceql.ast.PipelineExpression;
import dev.vivace.traceql.ast.PipelineExpression.Pipeline;
import dev.vivace.traceql.ast.PipelineExpression.WrappedComparison;
import dev.vivace.traceql.ast.PipelineExpression.WrappedOperation;
import dev.vivace.traceql.ast.Query;
import dev.vivace.traceql.ast.ScalarExpression;
import dev.vivace.traceql.ast.ScalarExpression.Aggregate;
import dev.vivace.traceql.ast.ScalarExpression.Constant;
import dev.vivace.traceql.ast.ScalarExpression.PipelineAggregate;
import dev.vivace.traceql.ast.ScalarExpression.ScalarArithmetic;
import dev.vivace.traceql.ast.SpansetExpression;
import dev.vivace.traceql.ast.SpansetExpression.SpansetFilter;
import dev.vivace.traceql.ast.SpansetExpression.SpansetOperation;
import dev.vivace.traceql.ast.Stage;
import dev.vivace.traceql.ast.Stage.Coalesce;
import dev.vivace.traceql.ast.Stage.GroupBy;
import dev.vivace.traceql.ast.Stage.ScalarFilter;
import dev.vivace.traceql.ast.Stage.Select;
import java.util.function.UnaryOperator;

/// Rebuilds a query with other expressions: one function for the conditions of filters, one for the
/// arguments of `by` and aggregates.
record QueryMapper(
    UnaryOperator<FieldExpression> conditions, UnaryOperator<FieldExpression> arguments) {

  Query map(Query query) {
    Metrics metrics = query.metrics();
    return new Query(
        map(query.body()),
        metrics == null ? null : new Metrics(map(metrics.first()), metrics.then()),
        query.hints());
  }

  private PipelineExpression map(PipelineExpression body) {
    return switch (body) {
      case Pipeline pipeline -> map(pipeline);
      case WrappedOperation(var operator, var left, var right) ->
          new WrappedOperation(operator, map(left), map(right));
      case WrappedComparison(var operator, var left, var right) ->
          new WrappedComparison(operator, map(left), map(right));
    };
  }

  private Pipeline map(Pipeline pipeline) {
    return new Pipeline(pipeline.stages().stream().map(this::map).toList());
  }

  private Stage map(Stage stage) {
    return switch (stage) {
      case SpansetExpression expression -> map(expression);
      case ScalarFilter(var operator, var left, var right) ->
          new ScalarFilter(operator, map(left), map(right));
      case GroupBy(var expression) -> new GroupBy(arguments.apply(expression));
      case Coalesce _, Select _ -> stage;
    };
  }

  private SpansetExpression map(SpansetExpression expression) {
    return switch (expression) {
      case SpansetFilter filter -> map(filter);
      case SpansetOperation(var operator, var left, var right) ->
          new SpansetOperation(operator, map(left), map(right));
    };
  }

  private SpansetFilter map(SpansetFilter filter) {
    return new SpansetFilter(conditions.apply(filter.condition()));
  }

  private ScalarExpression map(ScalarExpression expression) {
    return switch (expression) {
      case Aggregate aggregate -> map(aggregate);
      case Constant _ -> expression;
      case ScalarArithmetic(var operator, var left, var right) ->
          new ScalarArithmetic(operator, map(left), map(right));
      case PipelineAggregate(var pipeline, var aggregate) ->
          new PipelineAggregate(map(pipeline), map(aggregate));
    };
  }

  private Aggregate map(Aggregate aggregate) {
    FieldExpression argument = aggregate.argument();
    return argument == null
        ? aggregate
        : new Aggregate(aggregate.function(), arguments.apply(argument));
  }

  private FirstStage map(FirstStage stage) {
    return switch (stage) {
      case OverTime function -> function;
      case Compare(var selection, var topCount, var start, var end) ->
          new Compare(map(selection), topCount, start, end);
    };
  }
}
