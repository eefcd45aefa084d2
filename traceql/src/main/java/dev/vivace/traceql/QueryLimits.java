package dev.vivace.traceql;

/// How large a query may be. Every limit bounds work that a caller could otherwise cause without
/// bound; the trees that come out are flat enough for recursion on any thread.
public final class QueryLimits {

  /// Length of the text in UTF-8.
  public static final int MAX_QUERY_BYTES = 128 * 1024;

  /// Nested parentheses, signs, negations and powers.
  public static final int MAX_DEPTH = 64;

  /// Nodes of the tree. Comparisons of an attribute or intrinsic with a literal are not counted:
  /// long chains such as `name = "a" || name = "b" || …` are bounded by the text alone, and are one
  /// flat node.
  public static final int MAX_NODES = 2_000;

  /// Height of the tree: operators from its root to a leaf. Chains such as `a + b - c` lean to the
  /// left, one level for each operator; a chain of `&&` or of `||` alone is one level.
  public static final int MAX_HEIGHT = 250;

  /// Length of one regular expression in UTF-8.
  public static final int MAX_PATTERN_BYTES = 64 * 1024;

  /// Instructions that one regular expression compiles into, estimated from above.
  public static final int MAX_PATTERN_INSTRUCTIONS = 100_000;

  /// The same for all regular expressions of a query together.
  public static final int MAX_ALL_PATTERN_INSTRUCTIONS = 250_000;

  /// Alternatives that the filter of a tag endpoint may expand into.
  public static final int MAX_TAG_FILTER_ALTERNATIVES = 100;

  /// Metrics queries that one query may calculate with. Each is a pass of its own over the spans.
  public static final int MAX_METRICS_QUERIES = 16;

  private QueryLimits() {}
}
