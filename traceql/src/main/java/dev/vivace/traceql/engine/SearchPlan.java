package dev.vivace.traceql.engine;

import dev.vivace.model.id.TraceId;
import dev.vivace.traceql.ast.ComparisonOperator;
import dev.vivace.traceql.ast.FieldExpression;
import dev.vivace.traceql.ast.FieldExpression.Comparison;
import dev.vivace.traceql.ast.FieldExpression.Literal;
import dev.vivace.traceql.ast.PipelineExpression.Pipeline;
import dev.vivace.traceql.ast.Query;
import dev.vivace.traceql.ast.SpansetExpression.SpansetFilter;
import dev.vivace.traceql.extract.CarriedField;
import dev.vivace.traceql.extract.CarriedFields;
import dev.vivace.traceql.extract.SeenTypes;
import dev.vivace.traceql.field.Fields;
import dev.vivace.traceql.rewrite.FlipLiterals;
import dev.vivace.traceql.rewrite.FoldConstants;
import dev.vivace.traceql.table.SpanTable;
import dev.vivace.traceql.value.Value.StringValue;
import java.util.List;
import java.util.Optional;

/// A query, ready to run over tables. A metrics stage is ignored. Immutable; any thread may use it.
public final class SearchPlan implements TablePlan {

  private final Query query;
  private final SeenTypes seen;
  private final List<CarriedField> carried;

  private SearchPlan(Query query) {
    this.query = query;
    this.seen = SeenTypes.of(query);
    this.carried = CarriedFields.of(query);
  }

  /// Prepares a query from [dev.vivace.traceql.TraceQl#parse].
  public static SearchPlan of(Query query) {
    return new SearchPlan(FlipLiterals.apply(FoldConstants.apply(query)));
  }

  @Override
  public Optional<TraceId> onlyTrace() {
    return query.body() instanceof Pipeline(var stages)
            && stages.getFirst() instanceof SpansetFilter(var condition)
        ? Leaves.conjuncts(condition).stream().flatMap(one -> traceOf(one).stream()).findFirst()
        : Optional.empty();
  }

  /// The trace of `trace:id = "…"`. Upper-case digits never match, so they say nothing.
  private static Optional<TraceId> traceOf(FieldExpression condition) {
    return condition instanceof Comparison(var operator, var left, Literal(StringValue(var text)))
            && operator == ComparisonOperator.EQUAL
            && RowValues.isTraceId(left)
            && text.matches("[0-9a-f]{1,32}")
        ? Optional.of(TraceId.parse(text))
        : Optional.empty();
  }

  @Override
  public TableMatches run(SpanTable table, TimeWindow window, QueryGuard guard) {
    long[] candidates = Candidates.of(table, window);
    Fields fields = new Fields(table);
    PatternCache patterns = new PatternCache();
    Conditions conditions = new Conditions(fields, seen, patterns, guard);
    PipelineRun run = new PipelineRun(fields, conditions, patterns, guard);
    Spansets spansets = run.run(query.body(), candidates);
    return new TableMatches(
        table, spansets, new CarriedValues(fields, conditions.values(), carried));
  }
}
