package dev.vivace.ingester;

/// Traces with their sizes and the times of their last spans: a hash table without objects, open
/// addressing, at most three quarters full. For one thread at a time.
final class TraceSizes {

  private static final int FIRST_SLOTS = 1024;
  private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;

  /// What a slot takes of memory.
  static final int SLOT_BYTES = 2 * Long.BYTES + 2 * Integer.BYTES;

  private long[] highs = new long[FIRST_SLOTS];
  private long[] lows = new long[FIRST_SLOTS];
  private int[] bytes = new int[FIRST_SLOTS];
  private int[] ticks = new int[FIRST_SLOTS];
  private int count;

  int count() {
    return count;
  }

  /// The slot of a trace, or -1.
  int find(long high, long low) {
    int slot = slot(high, low);
    return isFree(slot) ? -1 : slot;
  }

  /// The slot of a trace that is not here yet. Slots found before are void.
  int add(long high, long low) {
    if (++count * 4L > highs.length * 3L) {
      grow();
    }
    int slot = slot(high, low);
    highs[slot] = high;
    lows[slot] = low;
    return slot;
  }

  int bytes(int slot) {
    return bytes[slot];
  }

  /// Sizes beyond 2 GiB are not told apart.
  void setBytes(int slot, long value) {
    bytes[slot] = Math.clamp(value, 0, Integer.MAX_VALUE);
  }

  int tick(int slot) {
    return ticks[slot];
  }

  void setTick(int slot, int value) {
    ticks[slot] = value;
  }

  /// No trace has the id of zeros.
  private boolean isFree(int slot) {
    return (highs[slot] | lows[slot]) == 0;
  }

  private int slot(long high, long low) {
    long hash = (Long.rotateLeft(high * MULTIPLIER, 32) ^ low) * MULTIPLIER;
    int mask = highs.length - 1;
    int slot = (int) (hash >>> 32) & mask;
    while (!isFree(slot) && (highs[slot] != high || lows[slot] != low)) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private void grow() {
    long[] oldHighs = highs;
    long[] oldLows = lows;
    int[] oldBytes = bytes;
    int[] oldTicks = ticks;
    highs = new long[oldHighs.length * 2];
    lows = new long[highs.length];
    bytes = new int[highs.length];
    ticks = new int[highs.length];
    for (int from = 0; from < oldHighs.length; from++) {
      if ((oldHighs[from] | oldLows[from]) != 0) {
        int slot = slot(oldHighs[from], oldLows[from]);
        highs[slot] = oldHighs[from];
        lows[slot] = oldLows[from];
        bytes[slot] = oldBytes[from];
        ticks[slot] = oldTicks[from];
      }
    }
  }
}
