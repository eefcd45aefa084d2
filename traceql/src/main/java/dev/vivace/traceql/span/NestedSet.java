package dev.vivace.traceql.span;

/// The place of a span in its trace's tree: lefts and rights are unique in the trace, and those of
/// a descendant lie between its ancestor's.
///
/// @param left 0 if the span is not connected
/// @param right 0 if the span is not connected
/// @param parent the parent's left, −1 for a root, 0 if the span is not connected
public record NestedSet(int left, int right, int parent) {

  /// Neither a root nor below one: related to nothing.
  public static final NestedSet NOT_CONNECTED = new NestedSet(0, 0, 0);

  public boolean isConnected() {
    return left > 0;
  }

  public boolean isChildOf(NestedSet other) {
    return isConnected() && other.isConnected() && parent == other.left;
  }

  public boolean isDescendantOf(NestedSet other) {
    return isConnected() && other.isConnected() && other.left < left && right < other.right;
  }

  /// Roots are siblings of each other.
  public boolean isSiblingOf(NestedSet other) {
    return isConnected() && other.isConnected() && parent == other.parent && left != other.left;
  }
}
