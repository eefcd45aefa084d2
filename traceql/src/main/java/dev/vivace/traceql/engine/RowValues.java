package dev.vivace.traceql.engine;

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
import dev.vivace.traceql.extract.SeenTypes;
import dev.vivace.traceql.field.Fields;
import dev.vivace.traceql.value.Value;
import dev.vivace.traceql.value.Value.BoolValue;
import dev.vivace.traceql.value.Value.Nil;
import dev.vivace.traceql.value.Value.Opaque;
import dev.vivace.traceql.value.Value.StringValue;
import java.util.ArrayList;
import java.util.List;

/// Evaluates any expression over one row: for what cannot be decided on codes, and for answers. For
/// one thread.
final class RowValues {

  private static final Value TRUE = new BoolValue(true);
  private static final Value FALSE = new BoolValue(false);

  private final Fields fields;
  private final SeenTypes seen;
  private final PatternCache patterns;

  RowValues(Fields fields, SeenTypes seen, PatternCache patterns) {
    this.fields = fields;
    this.seen = seen;
    this.patterns = patterns;
  }

  /// One event and one link on which a condition is tried; −1 where there is none.
  record Binding(int event, int link) {

    static final Binding NOTHING = new Binding(-1, -1);
  }

  /// The value of an expression for a span. Every condition on events or links in it looks for its
  /// own.
  Value evaluate(FieldExpression expression, int row) {
    if (Leaves.isLeaf(expression) && Leaves.isSetValued(expression)) {
      return some(expression, row);
    }
    return switch (expression) {
      case Literal(var value) -> value;
      case Reference reference -> read(reference, row, Binding.NOTHING);
      case Unary(var operator, var operand) -> Operators.unary(operator, evaluate(operand, row));
      case Arithmetic(var operator, var left, var right) ->
          Operators.arithmetic(operator, evaluate(left, row), evaluate(right, row));
      case Comparison comparison ->
          bool(
              compare(
                  comparison,
                  row,
                  evaluate(comparison.left(), row),
                  evaluate(comparison.right(), row)));
      case Logical(var operator, var operands) -> {
        boolean isAnd = operator == LogicalOperator.AND;
        boolean result = isAnd;
        for (FieldExpression operand : operands) {
          if (evaluate(operand, row).equals(TRUE) != isAnd) {
            result = !isAnd;
            break;
          }
        }
        yield bool(result);
      }
      case Existence(var expectsValue, var operand) -> exists(expectsValue, evaluate(operand, row));
    };
  }

  /// The value of a leaf on one event and link.
  Value evaluate(FieldExpression expression, int row, Binding binding) {
    return switch (expression) {
      case Literal(var value) -> value;
      case Reference reference -> read(reference, row, binding);
      case Unary(var operator, var operand) ->
          Operators.unary(operator, evaluate(operand, row, binding));
      case Arithmetic(var operator, var left, var right) ->
          Operators.arithmetic(
              operator, evaluate(left, row, binding), evaluate(right, row, binding));
      case Comparison comparison ->
          bool(
              compare(
                  comparison,
                  row,
                  evaluate(comparison.left(), row, binding),
                  evaluate(comparison.right(), row, binding)));
      case Existence(var expectsValue, var operand) ->
          exists(expectsValue, evaluate(operand, row, binding));
      case Logical _ -> throw new IllegalStateException("no leaf: " + expression);
    };
  }

  private static Value exists(boolean expectsValue, Value value) {
    boolean isMissing = value instanceof Nil;
    return bool(expectsValue ? !isMissing && !(value instanceof Opaque) : isMissing);
  }

  private static Value bool(boolean flag) {
    return flag ? TRUE : FALSE;
  }

  /// Whether a leaf holds on some event or link. Of a bare reference: true if some is true, else
  /// the first value.
  private Value some(FieldExpression leaf, int row) {
    Value first = Nil.NIL;
    for (Binding binding : bindings(row, Leaves.mentionsEvents(leaf), Leaves.mentionsLinks(leaf))) {
      Value value = evaluate(leaf, row, binding);
      if (value.equals(TRUE)) {
        return value;
      }
      first = first instanceof Nil ? value : first;
    }
    return leaf instanceof Reference ? first : FALSE;
  }

  /// All pairs that a condition on events, on links or on both must be tried on: none for a span
  /// without events, if it is on events.
  List<Binding> bindings(int row, boolean onEvents, boolean onLinks) {
    if (!onEvents && !onLinks) {
      return List.of(Binding.NOTHING);
    }
    int[] events = onEvents ? rows(fields.table().events().firstRows(), row) : new int[] {-1};
    int[] links = onLinks ? rows(fields.table().links().firstRows(), row) : new int[] {-1};
    List<Binding> bindings = new ArrayList<>(events.length * links.length);
    for (int event : events) {
      for (int link : links) {
        bindings.add(new Binding(event, link));
      }
    }
    return bindings;
  }

  private static int[] rows(int[] firstRows, int row) {
    int[] rows = new int[firstRows[row + 1] - firstRows[row]];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = firstRows[row] + i;
    }
    return rows;
  }

  Value read(Reference reference, int row, Binding binding) {
    int at =
        Fields.isOfEvents(reference)
            ? binding.event()
            : Fields.isOfLinks(reference) ? binding.link() : row;
    return at < 0 ? Nil.NIL : fields.value(fields.get(reference), at);
  }

  private boolean compare(Comparison comparison, int row, Value left, Value right) {
    return Operators.compare(
        comparison.operator(),
        visible(comparison.left(), comparison.right(), row, left),
        visible(comparison.right(), comparison.left(), row, right),
        patterns);
  }

  /// What one side of a comparison shows to the other: beside a literal only stored types that the
  /// query looks at; a literal beside the trace's id loses its leading zeros.
  private Value visible(FieldExpression side, FieldExpression other, int row, Value value) {
    if (side instanceof Attribute attribute && other instanceof Literal) {
      return seen.sees(fields.levelOf(attribute, row), attribute.name(), value) ? value : Nil.NIL;
    }
    return side instanceof Literal && isTraceId(other) ? withoutLeadingZeros(value) : value;
  }

  static boolean isTraceId(FieldExpression expression) {
    return expression instanceof IntrinsicField(var intrinsic) && intrinsic == Intrinsic.TRACE_ID;
  }

  static Value withoutLeadingZeros(Value literal) {
    if (!(literal instanceof StringValue(var text))) {
      return literal;
    }
    int zeros = 0;
    while (zeros < text.length() && text.charAt(zeros) == '0') {
      zeros++;
    }
    return new StringValue(text.substring(zeros));
  }

  /// Whether one comparison with a literal holds for a value by itself.
  boolean holds(Comparison condition, int row, Value value) {
    Value literal = condition.right() instanceof Literal(var constant) ? constant : Nil.NIL;
    return compare(condition, row, value, literal);
  }
}
