/// The tree of a query.
///
/// ```text
///   Query ── PipelineExpression ── Pipeline ── Stage*
///     │                                          ├─ SpansetExpression   { filters } and operators
///     │                                          ├─ ScalarFilter        count() > 3
///     │                                          └─ GroupBy, Coalesce, Select
///     ├─ Metrics ── FirstStage, SecondStage*
///     └─ Hint*
///
///   MetricsQuery ── MetricsExpression   SeriesOf Query, Number, Operation, Filtered
///     └─ Hint*
/// ```
///
/// Start at [dev.vivace.traceql.ast.Query], or at [dev.vivace.traceql.ast.MetricsQuery] for series
/// and arithmetic between them. Trees are equal if they mean the same text; where a node stood in
/// the text is kept beside the tree. [dev.vivace.traceql.ast.CanonicalText] prints them.
@NullMarked
package dev.vivace.traceql.ast;

import org.jspecify.annotations.NullMarked;
