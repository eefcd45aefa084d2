package dev.vivace.storage.scan;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Rows that count as absent, as [dev.vivace.traceql.table.Bits] keeps them. Masks of the same rows
/// are equal.
record RowMask(long @Nullable [] words) {

  static final RowMask NONE = new RowMask(null);

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof RowMask mask && Arrays.equals(words, mask.words);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(words);
  }
}
