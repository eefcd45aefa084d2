package dev.vivace.traceql.syntax;

import dev.vivace.traceql.QueryException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;

/// Finds parentheses that hold a metrics query: `({ … } | rate())`. What an opening parenthesis
/// begins shows only far behind it: a spanset, a number, a metrics query, or arithmetic.
final class WrappedMetrics {

  private WrappedMetrics() {}

  /// The offsets of the opening parentheses with a pipe and a metrics function directly inside. A
  /// text that breaks off in a faulty token is looked at up to there.
  static Set<Integer> openings(SourceText source) {
    Set<Integer> openings = new HashSet<>();
    Deque<Integer> open = new ArrayDeque<>();
    Lexer lexer = new Lexer(source);
    try {
      Token before = lexer.next();
      for (Token token = before; token.kind() != TokenKind.END; token = lexer.next()) {
        if (token.isSymbol("(")) {
          open.push(token.start());
        } else if (token.isSymbol(")")) {
          open.poll();
        } else if (before.isSymbol("|") && MetricsParser.isNext(token) && !open.isEmpty()) {
          openings.add(open.getFirst());
        }
        before = token;
      }
    } catch (QueryException _) {
      return openings; // The parser meets the same fault, or one before it, and reports it.
    }
    return openings;
  }
}
