/// TraceQL, pure: text in, a checked tree out, and the interface through which spans are read.
///
/// ```text
///   text ──▶ syntax.Lexer ──▶ syntax.QueryParser ──▶ ast.Query ──▶ type.Validator
///                                                        │
///                rewrite (tree to tree) ◀────────────────┤
///                extract (what a query looks at) ◀───────┤
///                ast.CanonicalText (labels, keys) ◀──────┘
/// ```
///
/// Start at [TraceQl]. What always holds:
/// - No I/O, no clock, no threads; everything is immutable once returned.
/// - Whatever the text, parsing ends in a tree or a [QueryException], in time linear in the text.
/// - A tree from [TraceQl] is well typed and within [QueryLimits], so recursion over it is safe.
@NullMarked
package dev.vivace.traceql;

import org.jspecify.annotations.NullMarked;
