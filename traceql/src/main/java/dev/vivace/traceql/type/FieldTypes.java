package dev.vivace.traceql.type;

import dev.vivace.traceql.QueryException;
import dev.vivace.traceql.QueryException.Kind;
import dev.vivace.traceql.QueryLimits;
import dev.vivace.traceql.ast.CanonicalText;
import dev.vivace.traceql.ast.ComparisonOperator;
import dev.vivace.traceql.ast.FieldExpression;
import dev.vivace.traceql.ast.FieldExpression.Arithmetic;
import dev.vivace.traceql.ast.FieldExpression.Attribute;
import dev.vivace.traceql.ast.FieldExpression.Comparison;
import dev.vivace.traceql.ast.FieldExpression.Existence;
import dev.vivace.traceql.ast.FieldExpression.IntrinsicField;
import dev.vivace.traceql.ast.FieldExpression.Literal;
import dev.vivace.traceql.ast.FieldExpression.Logical;
import dev.vivace.traceql.ast.FieldExpression.Reference;
import dev.vivace.traceql.ast.FieldExpression.Unary;
import dev.vivace.traceql.ast.Intrinsic;
import dev.vivace.traceql.ast.Scope;
import dev.vivace.traceql.ast.StaticType;
import dev.vivace.traceql.ast.UnaryOperator;
import dev.vivace.traceql.pattern.InvalidPatternException;
import dev.vivace.traceql.pattern.ValuePattern;
import dev.vivace.traceql.syntax.Positions;
import dev.vivace.traceql.value.Value;
import dev.vivace.traceql.value.Value.ArrayValue;
import dev.vivace.traceql.value.Value.BoolValue;
import dev.vivace.traceql.value.Value.DurationValue;
import dev.vivace.traceql.value.Value.FloatValue;
import dev.vivace.traceql.value.Value.IntValue;
import dev.vivace.traceql.value.Value.KindValue;
import dev.vivace.traceql.value.Value.Nil;
import dev.vivace.traceql.value.Value.Opaque;
import dev.vivace.traceql.value.Value.StatusValue;
import dev.vivace.traceql.value.Value.StringValue;

/// Finds the type of an expression over one span, and refuses operators on types that lack them.
final class FieldTypes {

  private static final Attribute SERVICE_NAME = new Attribute(Scope.RESOURCE, "service.name");
  private static final int MAX_SHOWN_CHARS = 80;

  private final Positions positions;
  private int patternInstructions;

  FieldTypes(Positions positions) {
    this.positions = positions;
  }

  /// The type, once every part of the expression is known to be sound.
  StaticType check(FieldExpression expression) {
    return switch (expression) {
      case Literal(var value) -> ofLiteral(value);
      case Reference reference -> checkReference(reference);
      case Unary unary -> checkUnary(unary);
      case Arithmetic arithmetic -> checkArithmetic(arithmetic);
      case Comparison comparison -> checkComparison(comparison);
      case Logical logical -> checkLogical(logical);
      case Existence existence -> checkExistence(existence);
    };
  }

  static StaticType ofLiteral(Value value) {
    return switch (value) {
      case StringValue _ -> StaticType.STRING;
      case IntValue _ -> StaticType.INT;
      case FloatValue _ -> StaticType.FLOAT;
      case BoolValue _ -> StaticType.BOOL;
      case DurationValue _ -> StaticType.DURATION;
      case StatusValue _ -> StaticType.STATUS;
      case KindValue _ -> StaticType.KIND;
      case ArrayValue _, Nil _, Opaque _ ->
          throw new IllegalStateException("no literal of the language: " + value);
    };
  }

  StaticType checkReference(Reference reference) {
    return switch (reference) {
      case Attribute attribute -> {
        if (attribute.scope().isParent()) {
          throw parentIsUnsupported(attribute);
        }
        yield StaticType.UNKNOWN;
      }
      case IntrinsicField field -> {
        if (field.intrinsic() == Intrinsic.PARENT) {
          throw parentIsUnsupported(field);
        }
        yield field.intrinsic().type();
      }
    };
  }

  private QueryException parentIsUnsupported(Reference reference) {
    return positions.error(
        Kind.UNSUPPORTED,
        reference,
        "'"
            + shown(reference)
            + "': attributes of the parent are not supported; write { … } > { … }"
            + " to relate spans");
  }

  private StaticType checkUnary(Unary unary) {
    StaticType operand = check(unary.operand());
    if (unary.operator() == UnaryOperator.MINUS) {
      requireNumber(unary.operand(), operand, unary.operator().symbol());
      return operand;
    }
    requireBool(unary.operand(), operand, unary.operator().symbol());
    return StaticType.BOOL;
  }

  private StaticType checkArithmetic(Arithmetic arithmetic) {
    String symbol = arithmetic.operator().symbol();
    StaticType left = check(arithmetic.left());
    StaticType right = check(arithmetic.right());
    requireFit(arithmetic, left, right, symbol);
    requireNumber(arithmetic.left(), left, symbol);
    requireNumber(arithmetic.right(), right, symbol);
    return left == StaticType.UNKNOWN ? right : left;
  }

  private StaticType checkComparison(Comparison comparison) {
    ComparisonOperator operator = comparison.operator();
    StaticType left = check(comparison.left());
    StaticType right = check(comparison.right());
    requireFit(comparison, left, right, operator.symbol());
    if (operator.isPattern()) {
      checkPattern(comparison, left);
    } else if (operator.isOrdering()) {
      requireOrder(comparison.left(), left, operator);
      requireOrder(comparison.right(), right, operator);
    }
    return StaticType.BOOL;
  }

  private void checkPattern(Comparison comparison, StaticType left) {
    if (left != StaticType.STRING && left != StaticType.UNKNOWN) {
      throw lacks(comparison.left(), left, comparison.operator().symbol(), "a string");
    }
    if (!(comparison.right() instanceof Literal(StringValue(var pattern)))) {
      throw positions.error(
          Kind.VALIDATE,
          comparison.right(),
          "'%s' needs a string literal on its right, found '%s'"
              .formatted(comparison.operator().symbol(), shown(comparison.right())));
    }
    try {
      patternInstructions += ValuePattern.compile(pattern).instructions();
    } catch (InvalidPatternException e) {
      QueryException failure =
          positions.error(
              Kind.VALIDATE,
              comparison.right(),
              "'%s' is no valid regular expression: %s"
                  .formatted(shorten(pattern), shorten(String.valueOf(e.getMessage()))));
      failure.initCause(e);
      throw failure;
    }
    if (patternInstructions > QueryLimits.MAX_ALL_PATTERN_INSTRUCTIONS) {
      throw positions.error(
          Kind.LIMIT,
          comparison.right(),
          "the regular expressions up to here may expand to %d instructions (limit: %d)"
              .formatted(patternInstructions, QueryLimits.MAX_ALL_PATTERN_INSTRUCTIONS));
    }
  }

  private void requireOrder(FieldExpression operand, StaticType type, ComparisonOperator operator) {
    if (!type.isNumber() && type != StaticType.STRING && type != StaticType.UNKNOWN) {
      throw lacks(operand, type, operator.symbol(), "a number or a string");
    }
  }

  private StaticType checkLogical(Logical logical) {
    for (FieldExpression operand : logical.operands()) {
      requireBool(operand, check(operand), logical.operator().symbol());
    }
    return StaticType.BOOL;
  }

  private StaticType checkExistence(Existence existence) {
    check(existence.operand());
    boolean alwaysExists =
        existence.operand() instanceof IntrinsicField || existence.operand().equals(SERVICE_NAME);
    if (alwaysExists && !existence.expectsValue()) {
      throw positions.error(
          Kind.VALIDATE,
          existence,
          "'" + shown(existence.operand()) + "' always exists and is never nil");
    }
    return StaticType.BOOL;
  }

  private void requireFit(FieldExpression at, StaticType left, StaticType right, String symbol) {
    if (!left.fits(right)) {
      throw positions.error(
          Kind.VALIDATE,
          at,
          "'%s' cannot combine %s and %s in '%s'"
              .formatted(symbol, left.text(), right.text(), shown(at)));
    }
  }

  private void requireNumber(FieldExpression operand, StaticType type, String symbol) {
    if (!type.isNumber() && type != StaticType.UNKNOWN) {
      throw lacks(operand, type, symbol, "a number");
    }
  }

  private void requireBool(FieldExpression operand, StaticType type, String symbol) {
    if (type != StaticType.BOOL && type != StaticType.UNKNOWN) {
      throw lacks(operand, type, symbol, "a bool");
    }
  }

  private QueryException lacks(
      FieldExpression operand, StaticType type, String symbol, String expected) {
    return positions.error(
        Kind.VALIDATE,
        operand,
        "'%s' needs %s, but '%s' is %s".formatted(symbol, expected, shown(operand), type.text()));
  }

  static String shown(FieldExpression expression) {
    return shorten(CanonicalText.of(expression));
  }

  static String shorten(String text) {
    return text.length() <= MAX_SHOWN_CHARS ? text : text.substring(0, MAX_SHOWN_CHARS) + "…";
  }
}
