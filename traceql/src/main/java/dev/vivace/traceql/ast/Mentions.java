package dev.vivace.traceql.ast;

import dev.vivace.traceql.ast.FieldExpression.Arithmetic;
import dev.vivace.traceql.ast.FieldExpression.Comparison;
import dev.vivace.traceql.ast.FieldExpression.Existence;
import dev.vivace.traceql.ast.FieldExpression.Literal;
import dev.vivace.traceql.ast.FieldExpression.Logical;
import dev.vivace.traceql.ast.FieldExpression.Reference;
import dev.vivace.traceql.ast.FieldExpression.Unary;
import java.util.ArrayList;
import java.util.List;

/// The attributes and intrinsics that an expression reads.
public final class Mentions {

  private Mentions() {}

  /// From left to right, each as often as it is mentioned.
  public static List<Reference> in(FieldExpression expression) {
    List<Reference> references = new ArrayList<>();
    collect(expression, references);
    return references;
  }

  private static void collect(FieldExpression expression, List<Reference> references) {
    switch (expression) {
      case Reference reference -> references.add(reference);
      case Literal _ -> {}
      case Unary(_, var operand) -> collect(operand, references);
      case Arithmetic(_, var left, var right) -> {
        collect(left, references);
        collect(right, references);
      }
      case Comparison(_, var left, var right) -> {
        collect(left, references);
        collect(right, references);
      }
      case Logical(_, var operands) -> operands.forEach(one -> collect(one, references));
      case Existence(_, var operand) -> collect(operand, references);
    }
  }
}
