package dev.vivace.traceql.engine;

import dev.vivace.traceql.ast.FieldExpression;
import dev.vivace.traceql.ast.FieldExpression.Comparison;
import dev.vivace.traceql.ast.FieldExpression.Literal;
import dev.vivace.traceql.ast.FieldExpression.Logical;
import dev.vivace.traceql.ast.LogicalOperator;
import dev.vivace.traceql.ast.PipelineExpression.Pipeline;
import dev.vivace.traceql.ast.Query;
import dev.vivace.traceql.ast.SpansetExpression.SpansetFilter;
import dev.vivace.traceql.completion.TagFilter;
import dev.vivace.traceql.table.Bits;
import dev.vivace.traceql.table.SpanTable;
import dev.vivace.traceql.value.Value.BoolValue;
import java.util.ArrayList;
import java.util.List;

/// The filter of the tag endpoints, ready to run over tables (specification 12.2): spans that
/// satisfy all conditions of one of the alternatives. Immutable; any thread may use it.
public final class TagFilterPlan {

  private final List<SearchPlan> alternatives = new ArrayList<>();

  public TagFilterPlan(TagFilter filter) {
    if (filter.isUnfiltered()) {
      alternatives.add(plan(new Literal(new BoolValue(true))));
    }
    for (List<Comparison> conditions : filter.alternatives()) {
      List<FieldExpression> all = List.copyOf(conditions);
      alternatives.add(
          plan(all.size() == 1 ? all.getFirst() : new Logical(LogicalOperator.AND, all)));
    }
  }

  private static SearchPlan plan(FieldExpression condition) {
    return SearchPlan.of(
        new Query(new Pipeline(List.of(new SpansetFilter(condition))), null, List.of()));
  }

  /// The rows that pass, of traces that overlap the window, as [Bits] keeps them.
  public long[] rows(SpanTable table, TimeWindow window, QueryGuard guard) {
    long[] rows = Bits.none(table.rowCount());
    for (SearchPlan alternative : alternatives) {
      Bits.or(rows, alternative.run(table, window, guard).rows());
    }
    return rows;
  }
}
