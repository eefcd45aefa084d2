package dev.vivace.traceql.oracle;

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
import dev.vivace.traceql.ast.LogicalOperator;
import dev.vivace.traceql.ast.Mentions;
import dev.vivace.traceql.ast.UnaryOperator;
import dev.vivace.traceql.extract.SeenTypes;
import dev.vivace.traceql.span.SpanView;
import dev.vivace.traceql.value.Value;
import dev.vivace.traceql.value.Value.BoolValue;
import dev.vivace.traceql.value.Value.DurationValue;
import dev.vivace.traceql.value.Value.FloatValue;
import dev.vivace.traceql.value.Value.IntValue;
import dev.vivace.traceql.value.Value.Nil;
import dev.vivace.traceql.value.Value.Opaque;
import dev.vivace.traceql.value.Value.StringValue;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Evaluates expressions over one span (specification 5).
record SpanConditions(References references, SeenTypes seen) {

  private static final Value TRUE = new BoolValue(true);

  /// Whether a filter keeps the span: its expression is true, not merely present.
  boolean keeps(FieldExpression filter, SpanView span) {
    if (containsOr(filter)) {
      return evaluate(filter, span).equals(TRUE);
    }
    // One chain of `&&`: all conditions on events must hold on one event, links likewise.
    List<FieldExpression> onEvents = new ArrayList<>();
    List<FieldExpression> others = new ArrayList<>();
    conjuncts(filter)
        .forEach(one -> (isSetValued(one) && isLeaf(one) ? onEvents : others).add(one));
    return others.stream().allMatch(one -> evaluate(one, span).equals(TRUE))
        && (onEvents.isEmpty()
            || Binding.all(
                    span,
                    onEvents.stream().anyMatch(SpanConditions::mentionsEvents),
                    onEvents.stream().anyMatch(SpanConditions::mentionsLinks))
                .anyMatch(
                    binding ->
                        onEvents.stream()
                            .allMatch(one -> evaluate(one, span, binding).equals(TRUE))));
  }

  private static List<FieldExpression> conjuncts(FieldExpression filter) {
    return filter instanceof Logical(_, var operands)
        ? operands.stream().flatMap(one -> conjuncts(one).stream()).toList()
        : List.of(filter);
  }

  private static boolean containsOr(FieldExpression expression) {
    return switch (expression) {
      case Literal _, Reference _ -> false;
      case Unary(_, var operand) -> containsOr(operand);
      case Arithmetic(_, var left, var right) -> containsOr(left) || containsOr(right);
      case Comparison(_, var left, var right) -> containsOr(left) || containsOr(right);
      case Logical(var operator, var operands) ->
          operator == LogicalOperator.OR || operands.stream().anyMatch(SpanConditions::containsOr);
      case Existence(_, var operand) -> containsOr(operand);
    };
  }

  private static boolean mentionsEvents(FieldExpression expression) {
    return Mentions.in(expression).stream().anyMatch(References::isOfEvents);
  }

  private static boolean mentionsLinks(FieldExpression expression) {
    return Mentions.in(expression).stream().anyMatch(References::isOfLinks);
  }

  private static boolean isSetValued(FieldExpression expression) {
    return mentionsEvents(expression) || mentionsLinks(expression);
  }

  /// A condition with no other inside: what looks for its own event.
  private static boolean isLeaf(FieldExpression expression) {
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

  /// Every condition on events or links looks for its own; elsewhere the first one counts.
  Value evaluate(FieldExpression expression, SpanView span) {
    return evaluate(expression, span, null);
  }

  /// With a binding, conditions are tried on that event and link alone.
  private Value evaluate(FieldExpression expression, SpanView span, @Nullable Binding binding) {
    if (binding == null && isLeaf(expression) && isSetValued(expression)) {
      return some(expression, span);
    }
    return switch (expression) {
      case Literal(var value) -> value;
      case Reference reference ->
          references.read(reference, span, binding == null ? Binding.first(span) : binding);
      case Unary(var operator, var operand) -> unary(operator, evaluate(operand, span, binding));
      case Arithmetic(var operator, var left, var right) ->
          Operators.arithmetic(
              operator, evaluate(left, span, binding), evaluate(right, span, binding));
      case Comparison comparison -> new BoolValue(compare(comparison, span, binding));
      case Logical(var operator, var operands) -> {
        boolean isAnd = operator == LogicalOperator.AND;
        var values = operands.stream().map(one -> evaluate(one, span, binding).equals(TRUE));
        yield new BoolValue(isAnd ? values.allMatch(flag -> flag) : values.anyMatch(flag -> flag));
      }
      case Existence(var expectsValue, var operand) -> {
        Value value = evaluate(operand, span, binding);
        boolean isMissing = value instanceof Nil;
        yield new BoolValue(expectsValue ? !isMissing && !(value instanceof Opaque) : isMissing);
      }
    };
  }

  private Value some(FieldExpression leaf, SpanView span) {
    if (leaf instanceof Reference reference) {
      List<Value> values =
          Binding.all(span, References.isOfEvents(reference), References.isOfLinks(reference))
              .map(binding -> references.read(reference, span, binding))
              .toList();
      return values.contains(TRUE)
          ? TRUE
          : values.stream().filter(value -> !(value instanceof Nil)).findFirst().orElse(Nil.NIL);
    }
    return new BoolValue(
        Binding.all(span, mentionsEvents(leaf), mentionsLinks(leaf))
            .anyMatch(binding -> evaluate(leaf, span, binding).equals(TRUE)));
  }

  private static Value unary(UnaryOperator operator, Value operand) {
    return switch (operator) {
      case NOT -> operand instanceof BoolValue(var flag) ? new BoolValue(!flag) : Nil.NIL;
      case MINUS ->
          switch (operand) {
            case IntValue(var number) -> new IntValue(-number);
            case FloatValue(var number) -> new FloatValue(-number);
            case DurationValue(var nanos) -> new DurationValue(-nanos);
            default -> Nil.NIL;
          };
    };
  }

  private boolean compare(Comparison comparison, SpanView span, @Nullable Binding binding) {
    FieldExpression left = comparison.left();
    FieldExpression right = comparison.right();
    Value leftValue = visible(left, right, span, evaluate(left, span, binding));
    Value rightValue = visible(right, left, span, evaluate(right, span, binding));
    return Operators.compare(comparison.operator(), leftValue, rightValue);
  }

  /// What one side of a comparison shows to the other: beside a literal only stored types that the
  /// query looks at, and a literal beside the trace's id loses its leading zeros.
  private Value visible(FieldExpression side, FieldExpression other, SpanView span, Value value) {
    if (side instanceof Attribute attribute && other instanceof Literal) {
      return seen.sees(References.levelOf(attribute, span), attribute.name(), value)
          ? value
          : Nil.NIL;
    }
    boolean isTraceId =
        other instanceof IntrinsicField(var intrinsic) && intrinsic == Intrinsic.TRACE_ID;
    return isTraceId && side instanceof Literal(StringValue(var text))
        ? new StringValue(References.withoutLeadingZeros(text))
        : value;
  }

  /// Whether one comparison with a literal holds for a value by itself.
  boolean holds(Comparison condition, SpanView span, Value value) {
    Value left = visible(condition.left(), condition.right(), span, value);
    Value right = condition.right() instanceof Literal(var literal) ? literal : Nil.NIL;
    return Operators.compare(
        condition.operator(), left, visible(condition.right(), condition.left(), span, right));
  }

  References values() {
    return references;
  }
}
