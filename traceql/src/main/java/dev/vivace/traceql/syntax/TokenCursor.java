package dev.vivace.traceql.syntax;

import dev.vivace.traceql.QueryException;
import dev.vivace.traceql.QueryException.Kind;
import dev.vivace.traceql.QueryLimits;
import java.util.IdentityHashMap;
import java.util.List;

/// The tokens one by one, and what the parsers share: depth, number of nodes, positions, errors.
final class TokenCursor {

  private final SourceText source;
  private final Lexer lexer;
  private final Positions positions;
  private Token current;
  private final IdentityHashMap<Object, Integer> heights = new IdentityHashMap<>();
  private int depth;
  private int nodes;

  TokenCursor(SourceText source) {
    this.source = source;
    this.lexer = new Lexer(source);
    this.positions = new Positions(source);
    this.current = lexer.next();
  }

  Positions positions() {
    return positions;
  }

  /// The token that is next to be taken.
  Token peek() {
    return current;
  }

  Token take() {
    Token token = current;
    current = lexer.next();
    return token;
  }

  boolean accept(String symbol) {
    boolean isThere = current.isSymbol(symbol);
    if (isThere) {
      take();
    }
    return isThere;
  }

  Token expect(String symbol, String where) {
    if (!current.isSymbol(symbol)) {
      throw unexpected("'" + symbol + "'" + (where.startsWith(";") ? where : " " + where));
    }
    return take();
  }

  /// Enters one level of nesting; [#leave] must follow.
  void enter() {
    if (++depth > QueryLimits.MAX_DEPTH) {
      throw fail(
          Kind.LIMIT,
          current,
          "the query nests deeper than " + QueryLimits.MAX_DEPTH + " levels; remove parentheses");
    }
  }

  void leave() {
    depth--;
  }

  /// Counts and places a node that is made of `parts`.
  <N> N node(N node, int offset, List<?> parts) {
    int height = 1;
    for (Object part : parts) {
      height = Math.max(height, heights.getOrDefault(part, 0) + 1);
    }
    if (height > QueryLimits.MAX_HEIGHT) {
      throw fail(
          Kind.LIMIT,
          current,
          "the query chains more than " + QueryLimits.MAX_HEIGHT + " operators; split it");
    }
    heights.put(node, height);
    return node(node, offset);
  }

  /// Counts and places a leaf, or a node that nothing is built upon.
  <N> N node(N node, int offset) {
    if (++nodes > QueryLimits.MAX_NODES) {
      throw fail(
          Kind.LIMIT,
          current,
          "the query has more than " + QueryLimits.MAX_NODES + " parts; use fewer operators");
    }
    return positions.put(node, offset);
  }

  /// Takes back nodes that turned out to be parts of a plain condition, which is not counted.
  void uncount(int count) {
    nodes -= count;
  }

  QueryException unexpected(String expected) {
    return fail(
        Kind.PARSE,
        current,
        "found " + current.shown() + "; expected " + expected + advice(current));
  }

  /// What users of other languages mean by some words.
  private static String advice(Token token) {
    if (token.kind() != TokenKind.WORD) {
      return "";
    }
    return switch (token.text()) {
      case "and" -> "; write '&&' for and";
      case "or" -> "; write '||' for or";
      case "in" -> "; write one comparison for each value, joined by '||'";
      default -> "";
    };
  }

  QueryException fail(Kind kind, Token token, String message) {
    return source.error(kind, token.start(), message);
  }
}
