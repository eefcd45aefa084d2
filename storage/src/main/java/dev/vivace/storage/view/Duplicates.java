package dev.vivace.storage.view;

import dev.vivace.traceql.table.Bits;
import java.security.SecureRandom;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Finds the rows of one trace after another whose identity (span id, kind, start) an earlier row
/// of the trace has.
final class Duplicates {

  private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;
  // Seeded per process, so that nobody can send identities that collide.
  private static final long SEED = new SecureRandom().nextLong();

  private final long[] spanIds;
  private final int[] kinds;
  private final long[] starts;
  private int[] slots = new int[64]; // row + 1; 0 is free
  private long @Nullable [] found;

  /// All by row.
  Duplicates(long[] spanIds, int[] kinds, long[] starts) {
    this.spanIds = spanIds;
    this.kinds = kinds;
    this.starts = starts;
  }

  /// The rows found; null if there are none.
  long @Nullable [] found() {
    return found;
  }

  void addTrace(int from, int end) {
    if (end - from < 2) {
      return;
    }
    int size = Integer.highestOneBit(end - from) * 4;
    if (size > slots.length) {
      slots = new int[size];
    } else {
      Arrays.fill(slots, 0, size, 0);
    }
    for (int row = from; row < end; row++) {
      if (!enter(row, size - 1)) {
        add(row);
      }
    }
  }

  private boolean enter(int row, int mask) {
    long id = (spanIds[row] ^ SEED) * MULTIPLIER;
    long mixed = ((id ^ starts[row]) * MULTIPLIER) + kinds[row];
    int slot = (int) (((mixed ^ (mixed >>> 32)) * MULTIPLIER) >>> 32) & mask;
    while (slots[slot] != 0) {
      int other = slots[slot] - 1;
      if (spanIds[other] == spanIds[row]
          && starts[other] == starts[row]
          && kinds[other] == kinds[row]) {
        return false;
      }
      slot = (slot + 1) & mask;
    }
    slots[slot] = row + 1;
    return true;
  }

  private void add(int row) {
    long[] rows = found;
    if (rows == null) {
      rows = Bits.none(spanIds.length);
      found = rows;
    }
    Bits.set(rows, row);
  }
}
