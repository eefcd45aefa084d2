package dev.vivace.traceql.engine;

import dev.vivace.traceql.ast.FieldExpression;
import dev.vivace.traceql.ast.FieldExpression.Arithmetic;
import dev.vivace.traceql.ast.FieldExpression.Comparison;
import dev.vivace.traceql.ast.FieldExpression.Existence;
import dev.vivace.traceql.ast.FieldExpression.Literal;
import dev.vivace.traceql.ast.FieldExpression.Logical;
import dev.vivace.traceql.ast.FieldExpression.Reference;
import dev.vivace.traceql.ast.FieldExpression.Unary;
import dev.vivace.traceql.ast.LogicalOperator;
import dev.vivace.traceql.ast.UnaryOperator;
import dev.vivace.traceql.field.Fields;
import java.util.List;
import java.util.function.Predicate;

/// Shapes of conditions. A leaf is a condition with no other inside: what looks for its own event.
final class Leaves {

  private Leaves() {}

  static boolean isLeaf(FieldExpression expression) {
    return switch (expression) {
      case Reference _ -> true;
      case Comparison(_, var left, var right) -> isArithmetic(left) && isArithmetic(right);
      case Existence(_, var operand) -> isArithmetic(operand);
      case Literal _, Unary _, Arithmetic _, Logical _ -> false;
    };
  }

  private static boolean isArithmetic(FieldExpression expression) {
    return switch (expression) {
      case Literal _, Reference _ -> true;
      case Unary(var operator, var operand) ->
          operator == UnaryOperator.MINUS && isArithmetic(operand);
      case Arithmetic(_, var left, var right) -> isArithmetic(left) && isArithmetic(right);
      case Comparison _, Logical _, Existence _ -> false;
    };
  }

  static boolean isSetValued(FieldExpression expression) {
    return mentionsEvents(expression) || mentionsLinks(expression);
  }

  static boolean mentionsEvents(FieldExpression expression) {
    return mentions(expression, Fields::isOfEvents);
  }

  static boolean mentionsLinks(FieldExpression expression) {
    return mentions(expression, Fields::isOfLinks);
  }

  /// Asked for every row that is evaluated by itself, so it makes no list of what is mentioned.
  private static boolean mentions(FieldExpression expression, Predicate<Reference> kind) {
    return switch (expression) {
      case Reference reference -> kind.test(reference);
      case Literal _ -> false;
      case Unary(_, var operand) -> mentions(operand, kind);
      case Existence(_, var operand) -> mentions(operand, kind);
      case Arithmetic(_, var left, var right) -> mentions(left, kind) || mentions(right, kind);
      case Comparison(_, var left, var right) -> mentions(left, kind) || mentions(right, kind);
      case Logical(_, var operands) -> {
        for (FieldExpression operand : operands) {
          if (mentions(operand, kind)) {
            yield true;
          }
        }
        yield false;
      }
    };
  }

  static boolean containsOr(FieldExpression expression) {
    return switch (expression) {
      case Literal _, Reference _ -> false;
      case Unary(_, var operand) -> containsOr(operand);
      case Arithmetic(_, var left, var right) -> containsOr(left) || containsOr(right);
      case Comparison(_, var left, var right) -> containsOr(left) || containsOr(right);
      case Logical(var operator, var operands) ->
          operator == LogicalOperator.OR || operands.stream().anyMatch(Leaves::containsOr);
      case Existence(_, var operand) -> containsOr(operand);
    };
  }

  static List<FieldExpression> conjuncts(FieldExpression filter) {
    return filter instanceof Logical(var operator, var operands) && operator == LogicalOperator.AND
        ? operands.stream().flatMap(one -> conjuncts(one).stream()).toList()
        : List.of(filter);
  }
}
