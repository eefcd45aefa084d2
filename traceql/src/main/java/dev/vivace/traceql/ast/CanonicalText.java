package dev.vivace.traceql.ast;

import dev.vivace.traceql.ast.FieldExpression.Arithmetic;
import dev.vivace.traceql.ast.FieldExpression.Attribute;
import dev.vivace.traceql.ast.FieldExpression.Comparison;
import dev.vivace.traceql.ast.FieldExpression.Existence;
import dev.vivace.traceql.ast.FieldExpression.IntrinsicField;
import dev.vivace.traceql.ast.FieldExpression.Literal;
import dev.vivace.traceql.ast.FieldExpression.Logical;
import dev.vivace.traceql.ast.FieldExpression.Reference;
import dev.vivace.traceql.ast.FieldExpression.Unary;
import dev.vivace.traceql.ast.Metrics.Compare;
import dev.vivace.traceql.ast.Metrics.FirstStage;
import dev.vivace.traceql.ast.Metrics.OverTime;
import dev.vivace.traceql.ast.Metrics.Ranking;
import dev.vivace.traceql.ast.Metrics.SecondStage;
import dev.vivace.traceql.ast.Metrics.Threshold;
import dev.vivace.traceql.ast.MetricsExpression.Filtered;
import dev.vivace.traceql.ast.MetricsExpression.Operation;
import dev.vivace.traceql.ast.MetricsExpression.SeriesOf;
import dev.vivace.traceql.ast.PipelineExpression.Pipeline;
import dev.vivace.traceql.ast.PipelineExpression.WrappedComparison;
import dev.vivace.traceql.ast.PipelineExpression.WrappedOperation;
import dev.vivace.traceql.ast.ScalarExpression.Aggregate;
import dev.vivace.traceql.ast.ScalarExpression.Constant;
import dev.vivace.traceql.ast.ScalarExpression.PipelineAggregate;
import dev.vivace.traceql.ast.ScalarExpression.ScalarArithmetic;
import dev.vivace.traceql.ast.SpansetExpression.SpansetFilter;
import dev.vivace.traceql.ast.SpansetExpression.SpansetOperation;
import dev.vivace.traceql.ast.Stage.Coalesce;
import dev.vivace.traceql.ast.Stage.GroupBy;
import dev.vivace.traceql.ast.Stage.ScalarFilter;
import dev.vivace.traceql.ast.Stage.Select;
import dev.vivace.traceql.value.Value.FloatValue;
import dev.vivace.traceql.value.ValueText;
import java.util.List;
import java.util.stream.Collectors;

/// The canonical text of a tree: keys of spanset attributes, labels of series, messages. Operands
/// that are operations stand in parentheses; parsing the text gives the same tree back, unless it
/// needs more parentheses than a query may nest.
public final class CanonicalText {

  private CanonicalText() {}

  public static String of(Query query) {
    Metrics metrics = query.metrics();
    String series =
        metrics == null ? "" : " | " + of(metrics.first()) + secondStages(metrics.then());
    return of(query.body()) + series + hints(query.hints());
  }

  public static String of(MetricsQuery query) {
    return of(query.expression()) + hints(query.hints());
  }

  private static String hints(List<Hint> hints) {
    return hints.isEmpty()
        ? ""
        : hints.stream()
            .map(hint -> hint.name() + "=" + ValueText.literal(hint.value()))
            .collect(Collectors.joining(", ", " with (", ")"));
  }

  public static String of(MetricsExpression expression) {
    return switch (expression) {
      case SeriesOf(var query) -> of(query);
      case MetricsExpression.Number(var number) -> of(number);
      case Operation(var operator, var left, var right) ->
          operand(left) + " " + operator.symbol() + " " + operand(right);
      case Filtered(var operand, var then) ->
          (operand instanceof Operation ? of(operand) : operand(operand)) + secondStages(then);
    };
  }

  private static String operand(MetricsExpression expression) {
    return expression instanceof MetricsExpression.Number
        ? of(expression)
        : "(" + of(expression) + ")";
  }

  /// What no literal says is the quotient that gave it.
  private static String of(double number) {
    if (Double.isFinite(number)) {
      return ValueText.literal(new FloatValue(number));
    }
    return Double.isNaN(number) ? "(0.0 / 0.0)" : number > 0 ? "(1.0 / 0.0)" : "(-1.0 / 0.0)";
  }

  public static String of(PipelineExpression body) {
    return switch (body) {
      case Pipeline(var stages) ->
          stages.stream().map(CanonicalText::of).collect(Collectors.joining(" | "));
      case WrappedOperation(var operator, var left, var right) ->
          leftmost(left) + " " + operator.symbol() + " " + wrapped(right);
      case WrappedComparison(var operator, var left, var right) ->
          operand(left) + " " + operator.symbol() + " " + operand(right);
    };
  }

  /// In the leftmost place `({ a })` reads as a plain spanset: a second pair tells them apart.
  private static String leftmost(PipelineExpression body) {
    boolean looksPlain = body instanceof Pipeline pipeline && pipeline.isSpanset();
    return looksPlain ? "(" + wrapped(body) + ")" : wrapped(body);
  }

  private static String wrapped(PipelineExpression body) {
    return "(" + of(body) + ")";
  }

  public static String of(Stage stage) {
    return switch (stage) {
      case SpansetFilter(var condition) -> "{ " + of(condition) + " }";
      case SpansetOperation(var operator, var left, var right) ->
          operand(left) + " " + operator.symbol() + " " + operand(right);
      case ScalarFilter(var operator, var left, var right) ->
          operand(left) + " " + operator.symbol() + " " + operand(right);
      case GroupBy(var expression) -> "by(" + of(expression) + ")";
      case Coalesce() -> "coalesce()";
      case Select(var references) -> "select(" + list(references) + ")";
    };
  }

  private static String operand(SpansetExpression expression) {
    return expression instanceof SpansetOperation ? "(" + of(expression) + ")" : of(expression);
  }

  public static String of(ScalarExpression expression) {
    return switch (expression) {
      case Aggregate(var function, var argument) ->
          function.word() + "(" + (argument == null ? "" : of(argument)) + ")";
      case Constant(var value) -> ValueText.literal(value);
      case ScalarArithmetic(var operator, var left, var right) ->
          operand(left) + " " + operator.symbol() + " " + operand(right);
      case PipelineAggregate(var pipeline, var aggregate) ->
          "(" + of(pipeline) + " | " + of(aggregate) + ")";
    };
  }

  private static String operand(ScalarExpression expression) {
    return expression instanceof ScalarArithmetic ? "(" + of(expression) + ")" : of(expression);
  }

  public static String of(FieldExpression expression) {
    return switch (expression) {
      case Literal(var value) -> ValueText.literal(value);
      case Attribute attribute -> AttributeText.print(attribute);
      case IntrinsicField(var intrinsic) -> intrinsic.canonical();
      case Unary(var operator, var operand) -> operator.symbol() + operand(operand);
      case Arithmetic(var operator, var left, var right) ->
          operand(left) + " " + operator.symbol() + " " + operand(right);
      case Comparison(var operator, var left, var right) ->
          operand(left) + " " + operator.symbol() + " " + operand(right);
      case Logical(var operator, var operands) -> chain(operator, operands);
      case Existence(var expectsValue, var operand) ->
          operand(operand) + (expectsValue ? " != nil" : " = nil");
    };
  }

  /// `((a || b) || c) || d`: a chain reads as operations of two.
  private static String chain(LogicalOperator operator, List<FieldExpression> operands) {
    StringBuilder text = new StringBuilder("(".repeat(operands.size() - 2));
    text.append(operand(operands.getFirst()));
    for (int i = 1; i < operands.size(); i++) {
      text.append(' ').append(operator.symbol()).append(' ').append(operand(operands.get(i)));
      text.append(i < operands.size() - 1 ? ")" : "");
    }
    return text.toString();
  }

  private static String operand(FieldExpression expression) {
    boolean isOperation = !(expression instanceof Literal || expression instanceof Reference);
    return isOperation ? "(" + of(expression) + ")" : of(expression);
  }

  private static String list(List<Reference> references) {
    return references.stream().map(CanonicalText::of).collect(Collectors.joining(", "));
  }

  private static String of(FirstStage stage) {
    return switch (stage) {
      case OverTime function -> of(function);
      case Compare(var selection, var topCount, var start, var end) ->
          "compare(%s, %d%s)"
              .formatted(
                  of(selection), topCount, start == 0 && end == 0 ? "" : ", " + start + ", " + end);
    };
  }

  private static String of(OverTime function) {
    StringBuilder text = new StringBuilder(function.function().word()).append('(');
    Reference argument = function.argument();
    if (argument != null) {
      text.append(of(argument));
    }
    for (double quantile : function.quantiles()) {
      text.append(", ").append(ValueText.literal(new FloatValue(quantile)));
    }
    text.append(')');
    if (!function.groupBy().isEmpty()) {
      text.append(" by (").append(list(function.groupBy())).append(')');
    }
    return text.toString();
  }

  private static String secondStages(List<SecondStage> stages) {
    return stages.stream().map(CanonicalText::of).collect(Collectors.joining());
  }

  private static String of(SecondStage stage) {
    return switch (stage) {
      case Ranking(var largest, var count) ->
          " | " + (largest ? "topk" : "bottomk") + "(" + count + ")";
      case Threshold(var operator, var number) ->
          " " + operator.symbol() + " " + ValueText.literal(number);
    };
  }
}
