package dev.vivace.traceql.extract;

import dev.vivace.traceql.ast.FieldExpression;
import dev.vivace.traceql.ast.FieldExpression.Reference;
import dev.vivace.traceql.ast.Metrics;
import dev.vivace.traceql.ast.Metrics.Compare;
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
import java.util.ArrayList;
import java.util.List;

/// The expressions of a query by the role they play, each in the order of the text.
///
/// @param conditions of filters, that of `compare` included
/// @param arguments of `by` and of aggregates in the pipeline
/// @param selected by `select`
/// @param metrics arguments and `by` of metrics functions
public record QueryParts(
    List<FieldExpression> conditions,
    List<FieldExpression> arguments,
    List<Reference> selected,
    List<Reference> metrics) {

  public QueryParts {
    conditions = List.copyOf(conditions);
    arguments = List.copyOf(arguments);
    selected = List.copyOf(selected);
    metrics = List.copyOf(metrics);
  }

  public static QueryParts of(Query query) {
    Collector collector = new Collector();
    collector.add(query.body());
    Metrics metrics = query.metrics();
    if (metrics != null) {
      collector.add(metrics);
    }
    return new QueryParts(
        collector.conditions, collector.arguments, collector.selected, collector.metrics);
  }

  private static final class Collector {

    private final List<FieldExpression> conditions = new ArrayList<>();
    private final List<FieldExpression> arguments = new ArrayList<>();
    private final List<Reference> selected = new ArrayList<>();
    private final List<Reference> metrics = new ArrayList<>();

    void add(PipelineExpression body) {
      switch (body) {
        case Pipeline(var stages) -> stages.forEach(this::add);
        case WrappedOperation(_, var left, var right) -> {
          add(left);
          add(right);
        }
        case WrappedComparison(_, var left, var right) -> {
          add(left);
          add(right);
        }
      }
    }

    private void add(Stage stage) {
      switch (stage) {
        case SpansetExpression expression -> add(expression);
        case ScalarFilter(_, var left, var right) -> {
          add(left);
          add(right);
        }
        case GroupBy(var expression) -> arguments.add(expression);
        case Select(var references) -> selected.addAll(references);
        case Coalesce _ -> {}
      }
    }

    private void add(SpansetExpression expression) {
      switch (expression) {
        case SpansetFilter(var condition) -> conditions.add(condition);
        case SpansetOperation(_, var left, var right) -> {
          add(left);
          add(right);
        }
      }
    }

    private void add(ScalarExpression expression) {
      switch (expression) {
        case Aggregate(_, var argument) -> {
          if (argument != null) {
            arguments.add(argument);
          }
        }
        case Constant _ -> {}
        case ScalarArithmetic(_, var left, var right) -> {
          add(left);
          add(right);
        }
        case PipelineAggregate(var pipeline, var aggregate) -> {
          add(pipeline);
          add(aggregate);
        }
      }
    }

    void add(Metrics query) {
      switch (query.first()) {
        case OverTime function -> {
          Reference argument = function.argument();
          if (argument != null) {
            metrics.add(argument);
          }
          metrics.addAll(function.groupBy());
        }
        case Compare compare -> conditions.add(compare.selection().condition());
      }
    }
  }
}
