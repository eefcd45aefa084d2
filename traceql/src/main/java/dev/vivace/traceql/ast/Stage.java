package dev.vivace.traceql.ast;

import java.util.List;

/// One stage of a pipeline.
public sealed interface Stage
    permits SpansetExpression, Stage.ScalarFilter, Stage.GroupBy, Stage.Coalesce, Stage.Select {

  /// `count() > 3`.
  record ScalarFilter(ComparisonOperator operator, ScalarExpression left, ScalarExpression right)
      implements Stage {}

  /// `by(expression)`.
  record GroupBy(FieldExpression expression) implements Stage {}

  /// `coalesce()`.
  record Coalesce() implements Stage {}

  /// `select(reference, …)`.
  record Select(List<FieldExpression.Reference> references) implements Stage {

    public Select {
      references = List.copyOf(references);
    }
  }
}
