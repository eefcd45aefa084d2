package dev.vivace.traceql.engine;

import dev.vivace.traceql.ast.CanonicalText;
import dev.vivace.traceql.ast.FieldExpression;
import dev.vivace.traceql.ast.FieldExpression.Literal;
import dev.vivace.traceql.ast.PipelineExpression;
import dev.vivace.traceql.ast.PipelineExpression.Pipeline;
import dev.vivace.traceql.ast.PipelineExpression.WrappedComparison;
import dev.vivace.traceql.ast.PipelineExpression.WrappedOperation;
import dev.vivace.traceql.ast.ScalarExpression.Aggregate;
import dev.vivace.traceql.ast.ScalarExpression.Constant;
import dev.vivace.traceql.ast.SpansetExpression;
import dev.vivace.traceql.ast.SpansetExpression.SpansetFilter;
import dev.vivace.traceql.ast.SpansetExpression.SpansetOperation;
import dev.vivace.traceql.ast.SpansetOperator;
import dev.vivace.traceql.ast.Stage;
import dev.vivace.traceql.ast.Stage.Coalesce;
import dev.vivace.traceql.ast.Stage.GroupBy;
import dev.vivace.traceql.ast.Stage.ScalarFilter;
import dev.vivace.traceql.ast.Stage.Select;
import dev.vivace.traceql.engine.Spansets.Many;
import dev.vivace.traceql.engine.Spansets.OneEach;
import dev.vivace.traceql.field.Fields;
import dev.vivace.traceql.result.NamedValue;
import dev.vivace.traceql.table.Bits;
import dev.vivace.traceql.table.SpanTable;
import dev.vivace.traceql.value.Value;
import dev.vivace.traceql.value.Value.BoolValue;
import dev.vivace.traceql.value.Value.Nil;
import dev.vivace.traceql.value.Value.Opaque;
import dev.vivace.traceql.value.Value.StringValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Runs the stages of a query over one table (specification 6 and 7). For one thread.
final class PipelineRun {

  private static final FieldExpression EVERYTHING = new Literal(new BoolValue(true));
  private static final String GROUP_PREFIX = "by(";

  private final SpanTable table;
  private final Conditions conditions;
  private final Aggregates aggregates;
  private final PatternCache patterns;
  private final QueryGuard guard;
  private final Structure wholeTable;

  PipelineRun(Fields fields, Conditions conditions, PatternCache patterns, QueryGuard guard) {
    this.table = fields.table();
    this.conditions = conditions;
    this.aggregates = new Aggregates(fields, conditions.values());
    this.patterns = patterns;
    this.guard = guard;
    this.wholeTable = Structure.ofAll(table);
  }

  /// The spansets of the candidates that match.
  Spansets run(PipelineExpression body, long[] candidates) {
    return switch (body) {
      case Pipeline(var stages) -> runStages(stages, candidates);
      case WrappedOperation(var operator, var left, var right) ->
          new OneEach(
              wholeTable.combine(
                  operator, run(left, candidates).rows(table), run(right, candidates).rows(table)));
      case WrappedComparison comparison ->
          throw new IllegalStateException("not validated: " + comparison);
    };
  }

  private Spansets runStages(List<Stage> stages, long[] candidates) {
    Spansets spansets = new OneEach(candidates);
    for (Stage stage : stages) {
      guard.check();
      spansets =
          switch (stage) {
            case SpansetFilter(var condition) -> filter(condition, spansets);
            case SpansetOperation operation -> operate(operation, spansets);
            case ScalarFilter filter -> compare(filter, spansets);
            case GroupBy(var expression) -> group(expression, spansets);
            case Coalesce _ -> new OneEach(spansets.rows(table));
            case Select _ -> spansets;
          };
    }
    return spansets;
  }

  private Spansets filter(FieldExpression condition, Spansets spansets) {
    long[] kept = conditions.keep(condition, spansets.rows(table));
    return switch (spansets) {
      case OneEach _ -> new OneEach(kept);
      case Many(var list) -> new Many(restrict(list, kept));
    };
  }

  private static List<Spanset> restrict(List<Spanset> spansets, long[] kept) {
    List<Spanset> restricted = new ArrayList<>();
    for (Spanset spanset : spansets) {
      int[] rows = Arrays.stream(spanset.rows()).filter(row -> Bits.get(kept, row)).toArray();
      if (rows.length > 0) {
        restricted.add(new Spanset(spanset.trace(), rows, spanset.attributes()));
      }
    }
    return restricted;
  }

  private Spansets operate(SpansetOperation operation, Spansets spansets) {
    return switch (spansets) {
      case OneEach(var rows) -> new OneEach(evaluate(operation, rows, wholeTable));
      case Many(var list) -> {
        List<Spanset> results = new ArrayList<>();
        for (Spanset spanset : list) {
          guard.check();
          operate(operation, spanset).ifPresent(results::add);
        }
        yield new Many(results);
      }
    };
  }

  private Optional<Spanset> operate(SpansetOperation operation, Spanset spanset) {
    long[] rows = Bits.none(table.rowCount());
    for (int row : spanset.rows()) {
      Bits.set(rows, row);
    }
    int trace = spanset.trace();
    long[] result = evaluate(operation, rows, Structure.ofTrace(table, trace));
    int[] found = Spansets.rowsOf(result, table.firstRow(trace), table.firstRow(trace + 1));
    return found.length == 0
        ? Optional.empty()
        : Optional.of(new Spanset(trace, found, groupsOnly(spanset.attributes())));
  }

  /// What survives an operator between spansets: groups, not aggregates.
  private static List<NamedValue> groupsOnly(List<NamedValue> attributes) {
    return attributes.stream().filter(one -> one.key().startsWith(GROUP_PREFIX)).toList();
  }

  private long[] evaluate(SpansetExpression expression, long[] rows, Structure structure) {
    return switch (expression) {
      case SpansetFilter(var condition) -> conditions.keep(condition, rows);
      case SpansetOperation(var operator, var left, var right) -> {
        long[] ofLeft = operand(operator, left, rows, structure);
        if (Bits.isEmpty(ofLeft) && needsLeft(operator)) {
          yield ofLeft;
        }
        long[] ofRight = operand(operator, right, rows, structure);
        boolean isDecided = Bits.isEmpty(ofRight) && operator != SpansetOperator.OR;
        yield isDecided ? ofRight : structure.combine(operator, ofLeft, ofRight);
      }
    };
  }

  /// Whether the result is empty without anything on the left.
  private static boolean needsLeft(SpansetOperator operator) {
    return operator != SpansetOperator.OR && operator.form() != SpansetOperator.Form.NEGATED;
  }

  /// A bare `{ }` beside a structural operator covers connected spans only.
  private long[] operand(
      SpansetOperator operator, SpansetExpression expression, long[] rows, Structure structure) {
    boolean isBare =
        expression instanceof SpansetFilter(var condition) && condition.equals(EVERYTHING);
    return isBare && operator.isStructural()
        ? structure.connected(rows)
        : evaluate(expression, rows, structure);
  }

  private Spansets compare(ScalarFilter filter, Spansets spansets) {
    Aggregate aggregate = (Aggregate) filter.left();
    Value number = ((Constant) filter.right()).value();
    String key = CanonicalText.of(aggregate);
    List<Spanset> kept = new ArrayList<>();
    for (Spanset spanset : spansets.toList(table)) {
      guard.check();
      Optional<Value> value = aggregates.of(aggregate, spanset.rows());
      if (value.isPresent()
          && Operators.compare(filter.operator(), value.get(), number, patterns)) {
        kept.add(with(spanset, key, value.get()));
      }
    }
    return new Many(kept);
  }

  private static Spanset with(Spanset spanset, String key, Value value) {
    List<NamedValue> attributes = new ArrayList<>(spanset.attributes());
    NamedValue added = new NamedValue(key, value);
    for (int i = 0; i < attributes.size(); i++) {
      if (attributes.get(i).key().equals(key)) {
        attributes.set(i, added);
        return new Spanset(spanset.trace(), spanset.rows(), attributes);
      }
    }
    attributes.add(added);
    return new Spanset(spanset.trace(), spanset.rows(), attributes);
  }

  private Spansets group(FieldExpression expression, Spansets spansets) {
    String key = GROUP_PREFIX + CanonicalText.of(expression) + ")";
    List<Spanset> groups = new ArrayList<>();
    for (Spanset spanset : spansets.toList(table)) {
      guard.check();
      Map<Value, List<Integer>> rowsOfValue = new LinkedHashMap<>();
      for (int row : spanset.rows()) {
        Value value = conditions.values().evaluate(expression, row);
        Value group = value instanceof Opaque ? Nil.NIL : value;
        rowsOfValue.computeIfAbsent(group, _ -> new ArrayList<>()).add(row);
      }
      rowsOfValue.forEach(
          (value, rows) -> {
            int[] array = rows.stream().mapToInt(Integer::intValue).toArray();
            Value shown = value instanceof Nil ? new StringValue("nil") : value;
            groups.add(with(new Spanset(spanset.trace(), array, spanset.attributes()), key, shown));
          });
    }
    return new Many(groups);
  }
}
