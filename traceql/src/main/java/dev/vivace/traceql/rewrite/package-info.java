/// Rewrites: functions from tree to tree that keep the meaning, one class for each rule.
/// - [dev.vivace.traceql.rewrite.FoldConstants] runs first; canonical texts are taken of its
///   result.
/// - [dev.vivace.traceql.rewrite.FlipLiterals] then puts literals on the right in filters, so that
///   readers of conditions know one form.
@NullMarked
package dev.vivace.traceql.rewrite;

import org.jspecify.annotations.NullMarked;
