package dev.vivace.storage.source;

import org.jspecify.annotations.Nullable;

/// Why the tables of a query do not show everything, as far as it is known: reading one may find
/// more. Ask when the tables have been read. Thread-safe.
public interface Shortfall {

  /// Blocks that could not be read, and lists of blocks.
  int failedBlocks();

  /// The limit that split traces were left out for, in words for the answer; null if there is none.
  @Nullable String reachedLimit();

  /// One that does not change.
  static Shortfall of(int failedBlocks, @Nullable String reachedLimit) {
    record Known(int failedBlocks, @Nullable String reachedLimit) implements Shortfall {}
    return new Known(failedBlocks, reachedLimit);
  }

  /// That of both.
  default Shortfall and(Shortfall other) {
    return new Shortfall() {
      @Override
      public int failedBlocks() {
        return Shortfall.this.failedBlocks() + other.failedBlocks();
      }

      @Override
      public @Nullable String reachedLimit() {
        String limit = Shortfall.this.reachedLimit();
        return limit != null ? limit : other.reachedLimit();
      }
    };
  }
}
