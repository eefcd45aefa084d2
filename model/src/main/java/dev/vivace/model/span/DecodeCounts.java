package dev.vivace.model.span;

import java.util.Arrays;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What decoding changed or noticed in one batch, to be added to metrics: nothing is altered
/// without being counted.
public final class DecodeCounts {

  /// What is counted.
  public enum Kind {
    REPAIRED_UTF8,
    INVALID_PARENT_ID,
    INVALID_LINK_ID,
    UNKNOWN_STRING_INDEX,
    TRUNCATED_RESOURCE,
    TRUNCATED_SCOPE,
    TRUNCATED_SPAN,
    TRUNCATED_EVENT,
    TRUNCATED_LINK;

    /// The owner of what was changed, for a message; for truncations only.
    public String owner() {
      return name().substring("TRUNCATED_".length()).toLowerCase(Locale.ROOT);
    }
  }

  private final int[] counts = new int[Kind.values().length];
  private @Nullable String firstTruncation;

  public void add(Kind kind) {
    counts[kind.ordinal()]++;
  }

  /// Counts something that was cut; `what` says of the batch's first one what it was.
  public void addTruncated(Kind kind, Supplier<String> what) {
    add(kind);
    if (firstTruncation == null) {
      firstTruncation = what.get();
    }
  }

  /// What was cut first, and from which size to which, for the log; never its value.
  public @Nullable String firstTruncation() {
    return firstTruncation;
  }

  public int get(Kind kind) {
    return counts[kind.ordinal()];
  }

  void clear() {
    Arrays.fill(counts, 0);
    firstTruncation = null;
  }
}
