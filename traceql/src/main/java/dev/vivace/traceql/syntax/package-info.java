/// From text to tree: a lexer that knows what stands before it, and a parser by recursive descent
/// whose depth and number of nodes are limited.
///
/// ```text
///   SourceText ──▶ Lexer ──▶ TokenCursor ──▶ QueryParser
///                    │                         ├─ PipelineParser    spansets, scalars, stages
///                    └─ NumberLexer            ├─ FieldParser       expressions in { }
///                                              ├─ MetricsParser     rate() by (…) | topk(…)
///                                              └─ SeriesParser      ({ … } | rate()) * 60
/// ```
///
/// Start at [dev.vivace.traceql.syntax.QueryParser]. What always holds:
/// - One token is read ahead, so the first fault in the text is the one reported.
/// - Trees carry no positions; [dev.vivace.traceql.syntax.ParsedQuery] keeps them beside.
@NullMarked
package dev.vivace.traceql.syntax;

import org.jspecify.annotations.NullMarked;
