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
import dev.vivace.traceql.engine.RowValues.Binding;
import dev.vivace.traceql.extract.SeenTypes;
import dev.vivace.traceql.field.Field.Owned;
import dev.vivace.traceql.field.Fields;
import dev.vivace.traceql.table.Bits;
import dev.vivace.traceql.value.Value;
import dev.vivace.traceql.value.Value.BoolValue;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// Evaluates filters on all rows of a table at once: which of the candidates they keep. Simple
/// conditions are decided on codes; the others row by row, after these, for what is left. For one
/// thread.
final class Conditions {

  private static final Value TRUE = new BoolValue(true);
  private static final int ROWS_A_CHECK = 4096;

  private final RowValues values;
  private final FieldTests tests;
  private final Fields fields;
  private final QueryGuard guard;

  Conditions(Fields fields, SeenTypes seen, PatternCache patterns, QueryGuard guard) {
    this.fields = fields;
    this.guard = guard;
    this.values = new RowValues(fields, seen, patterns);
    this.tests = new FieldTests(fields, seen, patterns, guard);
  }

  RowValues values() {
    return values;
  }

  /// The candidates that a filter keeps: those for which it is true, not merely present.
  long[] keep(FieldExpression filter, long[] candidates) {
    if (Leaves.containsOr(filter)) {
      return whereTrue(filter, candidates);
    }
    // One chain of `&&`: all conditions on events must hold on one event, links likewise.
    List<FieldExpression> onOwned = new ArrayList<>();
    List<FieldExpression> others = new ArrayList<>();
    for (FieldExpression one : Leaves.conjuncts(filter)) {
      (Leaves.isSetValued(one) && Leaves.isLeaf(one) ? onOwned : others).add(one);
    }
    long[] kept = all(others, candidates);
    return onOwned.isEmpty() || Bits.isEmpty(kept) ? kept : keepByOwned(onOwned, kept);
  }

  private long[] all(List<FieldExpression> conditions, long[] candidates) {
    long[] kept = candidates.clone();
    for (boolean simple : new boolean[] {true, false}) {
      for (FieldExpression condition : conditions) {
        if (isSimple(condition) == simple && !Bits.isEmpty(kept)) {
          kept = whereTrue(condition, kept);
        }
      }
    }
    return kept;
  }

  /// Decided on codes, without a look at rows.
  private static boolean isSimple(FieldExpression expression) {
    return switch (expression) {
      case Literal _, Reference _ -> true;
      case Comparison(_, var left, var right) ->
          left instanceof Reference && right instanceof Literal;
      case Existence(_, var operand) -> operand instanceof Reference;
      case Unary(var operator, var operand) -> operator == UnaryOperator.NOT && isSimple(operand);
      case Logical(_, var operands) -> operands.stream().allMatch(Conditions::isSimple);
      case Arithmetic _ -> false;
    };
  }

  /// The candidates for which an expression is true.
  private long[] whereTrue(FieldExpression expression, long[] candidates) {
    guard.check();
    return switch (expression) {
      case Literal(var value) -> value.equals(TRUE) ? candidates : new long[candidates.length];
      case Logical(var operator, var operands) ->
          operator == LogicalOperator.AND ? all(operands, candidates) : some(operands, candidates);
      case Unary(var operator, var operand) when operator == UnaryOperator.NOT ->
          whereFalse(operand, candidates);
      case Reference reference when !Leaves.isSetValued(reference) ->
          tests.select(reference, BoolTest.TRUE, candidates);
      case Comparison(_, Reference _, Literal _), Existence(_, Reference _) ->
          simple(expression, candidates);
      case Reference _, Comparison _, Existence _ -> rowByRow(expression, candidates);
      case Unary _, Arithmetic _ -> new long[candidates.length]; // Numbers are not true.
    };
  }

  /// The candidates for which an expression is false: nil is neither.
  private long[] whereFalse(FieldExpression expression, long[] candidates) {
    return switch (expression) {
      case Comparison _, Logical _, Existence _ -> {
        long[] rest = candidates.clone();
        Bits.andNot(rest, whereTrue(expression, candidates));
        yield rest;
      }
      case Unary(var operator, var operand) when operator == UnaryOperator.NOT ->
          whereTrue(operand, candidates);
      case Reference reference when !Leaves.isSetValued(reference) ->
          tests.select(reference, BoolTest.FALSE, candidates);
      case Literal _, Reference _, Unary _, Arithmetic _ ->
          rowByRow(new Unary(UnaryOperator.NOT, expression), candidates);
    };
  }

  private long[] some(List<FieldExpression> operands, long[] candidates) {
    long[] kept = new long[candidates.length];
    long[] rest = candidates.clone();
    for (FieldExpression operand : operands) {
      if (Bits.isEmpty(rest)) {
        break;
      }
      long[] more = whereTrue(operand, rest);
      Bits.or(kept, more);
      Bits.andNot(rest, more);
    }
    return kept;
  }

  private long[] simple(FieldExpression leaf, long[] candidates) {
    return fields.get(referenceOf(leaf)) instanceof Owned owned
        ? ownersWithSome(owned.table()::firstRows, tests.selectOwned(leaf, owned), candidates)
        : tests.select(leaf, candidates);
  }

  private static Reference referenceOf(FieldExpression leaf) {
    return switch (leaf) {
      case Comparison(_, Reference reference, _) -> reference;
      case Existence(_, Reference reference) -> reference;
      default -> throw new IllegalStateException("not simple: " + leaf);
    };
  }

  private static long[] ownersWithSome(
      Supplier<int[]> firstRowsOfOwners, long[] ownedRows, long[] candidates) {
    long[] owners = new long[candidates.length];
    if (Bits.isEmpty(ownedRows)) {
      return owners; // Whose they would be need not be read.
    }
    int[] firstRows = firstRowsOfOwners.get();
    for (int row = Bits.next(candidates, 0); row >= 0; row = Bits.next(candidates, row + 1)) {
      if (Bits.next(ownedRows, firstRows[row], firstRows[row + 1]) >= 0) {
        Bits.set(owners, row);
      }
    }
    return owners;
  }

  private long[] rowByRow(FieldExpression expression, long[] candidates) {
    return rowByRow(row -> values.evaluate(expression, row).equals(TRUE), candidates);
  }

  private interface RowTest {
    boolean holds(int row);
  }

  private long[] rowByRow(RowTest test, long[] candidates) {
    long[] kept = new long[candidates.length];
    int rows = 0;
    for (int row = Bits.next(candidates, 0); row >= 0; row = Bits.next(candidates, row + 1)) {
      if (++rows % ROWS_A_CHECK == 0) {
        guard.check();
      }
      if (test.holds(row)) {
        Bits.set(kept, row);
      }
    }
    return kept;
  }

  /// Spans with one event for which all conditions on events hold, and one link likewise.
  private long[] keepByOwned(List<FieldExpression> conditions, long[] candidates) {
    boolean areSimple = conditions.stream().allMatch(Conditions::isSimpleOnOwned);
    if (!areSimple) {
      boolean onEvents = conditions.stream().anyMatch(Leaves::mentionsEvents);
      boolean onLinks = conditions.stream().anyMatch(Leaves::mentionsLinks);
      return rowByRow(
          row ->
              values.bindings(row, onEvents, onLinks).stream()
                  .anyMatch(binding -> holdAll(conditions, row, binding)),
          candidates);
    }
    long[] kept = candidates;
    for (boolean events : new boolean[] {true, false}) {
      List<FieldExpression> ofKind =
          conditions.stream().filter(one -> Leaves.mentionsEvents(one) == events).toList();
      if (!ofKind.isEmpty()) {
        kept = ownersWithSome(() -> firstRows(events), ownedWithAll(ofKind), kept);
      }
    }
    return kept;
  }

  private int[] firstRows(boolean events) {
    return events ? fields.table().events().firstRows() : fields.table().links().firstRows();
  }

  private long[] ownedWithAll(List<FieldExpression> conditions) {
    long[] rows = selectOwned(conditions.getFirst());
    for (FieldExpression condition : conditions.subList(1, conditions.size())) {
      Bits.and(rows, selectOwned(condition));
    }
    return rows;
  }

  private long[] selectOwned(FieldExpression condition) {
    return tests.selectOwned(condition, (Owned) fields.get(referenceOf(condition)));
  }

  private static boolean isSimpleOnOwned(FieldExpression condition) {
    return isSimple(condition) && !(condition instanceof Reference);
  }

  private boolean holdAll(List<FieldExpression> conditions, int row, Binding binding) {
    for (FieldExpression condition : conditions) {
      if (!values.evaluate(condition, row, binding).equals(TRUE)) {
        return false;
      }
    }
    return true;
  }
}
