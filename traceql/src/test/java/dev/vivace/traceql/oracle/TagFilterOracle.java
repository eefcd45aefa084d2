package dev.vivace.traceql.oracle;

import dev.vivace.traceql.ast.FieldExpression;
import dev.vivace.traceql.ast.FieldExpression.Comparison;
import dev.vivace.traceql.ast.FieldExpression.Logical;
import dev.vivace.traceql.ast.LogicalOperator;
import dev.vivace.traceql.ast.PipelineExpression.Pipeline;
import dev.vivace.traceql.ast.Query;
import dev.vivace.traceql.ast.SpansetExpression.SpansetFilter;
import dev.vivace.traceql.completion.TagFilter;
import dev.vivace.traceql.span.SpanView;
import dev.vivace.traceql.span.TraceView;
import java.util.ArrayList;
import java.util.List;

/// Applies the filter of a tag endpoint to one span (specification 12.2).
public final class TagFilterOracle {

  private TagFilterOracle() {}

  public static boolean keeps(TagFilter filter, TraceView trace, SpanView span) {
    return filter.isUnfiltered()
        || filter.alternatives().stream().anyMatch(one -> keepsAll(one, trace, span));
  }

  private static boolean keepsAll(List<Comparison> conditions, TraceView trace, SpanView span) {
    List<FieldExpression> all = new ArrayList<>(conditions);
    FieldExpression chain =
        all.size() == 1 ? all.getFirst() : new Logical(LogicalOperator.AND, all);
    Query query = new Query(new Pipeline(List.of(new SpansetFilter(chain))), null, List.of());
    return Oracle.keeps(query, chain, trace, span);
  }
}
