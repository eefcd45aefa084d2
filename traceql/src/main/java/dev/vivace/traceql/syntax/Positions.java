package dev.vivace.traceql.syntax;

import dev.vivace.traceql.QueryException;
import java.util.IdentityHashMap;

/// Where each node of one tree begins in its text. Nodes are told apart by identity, so equal
/// expressions at two places have two positions.
public final class Positions {

  private final SourceText source;
  private final IdentityHashMap<Object, Integer> offsets = new IdentityHashMap<>();

  Positions(SourceText source) {
    this.source = source;
  }

  <N> N put(N node, int offset) {
    offsets.put(node, offset);
    return node;
  }

  int offset(Object node) {
    return offsets.getOrDefault(node, 0);
  }

  /// An error at a node of the tree; a node of another tree counts as the text's beginning.
  public QueryException error(QueryException.Kind kind, Object node, String message) {
    return source.error(kind, offset(node), message);
  }
}
