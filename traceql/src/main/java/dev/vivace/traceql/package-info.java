/// TraceQL, pure: text in, a checked tree out, and what runs it on columns of spans.
///
/// ```text
///   text ──▶ syntax.Lexer ──▶ syntax.QueryParser ──▶ ast.Query ──▶ type.Validator
///                                                        │
///                rewrite (tree to tree) ◀────────────────┤
///                extract (what a query looks at) ◀───────┤
///                ast.CanonicalText (labels, keys) ◀──────┘
/// ```
///
/// A checked tree is run on a `table` of columns, in which `field` finds what the query reads: by
/// `engine` for searches, by `metrics` for series.
///
/// Start at [TraceQl]. What always holds:
/// - No I/O, no clock, no threads; trees, plans and answers are immutable once returned.
/// - Whatever the text, parsing ends in a tree or a [QueryException], in time linear in the text.
/// - A tree from [TraceQl] is well typed and within [QueryLimits], so recursion over it is safe.
@NullMarked
package dev.vivace.traceql;

import org.jspecify.annotations.NullMarked;
