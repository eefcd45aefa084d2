package dev.vivace.traceql.ast;

/// An expression over the spans of one trace that yields a spanset.
public sealed interface SpansetExpression extends Stage {

  /// `{ condition }`; `{ }` is `{ true }`.
  record SpansetFilter(FieldExpression condition) implements SpansetExpression {}

  /// `{ … } >> { … }`.
  record SpansetOperation(SpansetOperator operator, SpansetExpression left, SpansetExpression right)
      implements SpansetExpression {}
}
