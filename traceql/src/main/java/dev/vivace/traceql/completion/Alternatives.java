package dev.vivace.traceql.completion;

import dev.vivace.traceql.QueryException;
import dev.vivace.traceql.QueryException.Kind;
import dev.vivace.traceql.QueryLimits;
import dev.vivace.traceql.ast.FieldExpression;
import dev.vivace.traceql.ast.FieldExpression.Comparison;
import dev.vivace.traceql.ast.FieldExpression.Literal;
import dev.vivace.traceql.ast.FieldExpression.Logical;
import dev.vivace.traceql.ast.FieldExpression.Reference;
import dev.vivace.traceql.ast.FieldExpression.Unary;
import dev.vivace.traceql.ast.LogicalOperator;
import dev.vivace.traceql.ast.UnaryOperator;
import java.util.ArrayList;
import java.util.List;

/// Expands a condition into alternatives of comparisons with literals. Everything else counts as no
/// condition, and `!` is not honoured: clients of these endpoints rely on that.
final class Alternatives {

  private Alternatives() {}

  static List<List<Comparison>> of(FieldExpression expression) {
    return switch (expression) {
      case Comparison(_, Reference _, Literal _) -> List.of(List.of((Comparison) expression));
      case Logical(var operator, var operands) ->
          operator == LogicalOperator.AND ? all(operands) : either(operands);
      case Unary(var operator, var operand) when operator == UnaryOperator.NOT -> of(operand);
      default -> List.of(List.of());
    };
  }

  private static List<List<Comparison>> either(List<FieldExpression> operands) {
    List<List<Comparison>> alternatives = new ArrayList<>();
    for (FieldExpression operand : operands) {
      alternatives.addAll(of(operand));
      checkCount(alternatives.size());
    }
    return alternatives;
  }

  private static List<List<Comparison>> all(List<FieldExpression> operands) {
    List<List<Comparison>> alternatives = List.of(List.of());
    for (FieldExpression operand : operands) {
      List<List<Comparison>> added = of(operand);
      checkCount((long) alternatives.size() * added.size());
      alternatives = product(alternatives, added);
    }
    return alternatives;
  }

  private static List<List<Comparison>> product(
      List<List<Comparison>> left, List<List<Comparison>> right) {
    List<List<Comparison>> product = new ArrayList<>();
    for (List<Comparison> first : left) {
      for (List<Comparison> second : right) {
        List<Comparison> joined = new ArrayList<>(first);
        joined.addAll(second);
        product.add(joined);
      }
    }
    return product;
  }

  private static void checkCount(long count) {
    if (count > QueryLimits.MAX_TAG_FILTER_ALTERNATIVES) {
      throw new QueryException(
          Kind.LIMIT,
          "1:1: the filter expands into more than %d alternatives; use fewer '||'"
              .formatted(QueryLimits.MAX_TAG_FILTER_ALTERNATIVES));
    }
  }
}
