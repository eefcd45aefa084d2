package dev.vivace.storage.head;

import java.security.SecureRandom;

/// The traces of a head: an open-addressing table from trace id to ordinal, and a few columns by
/// ordinal. The rows of a trace form a chain in the order of their arrival.
public final class TraceTable {

  private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;
  // Seeded per process, so that nobody can send ids that collide.
  private static final long SEED = new SecureRandom().nextLong();

  private final HeadMemory memory;
  private final LongColumn highs;
  private final LongColumn lows;
  private final IntColumn firstRows;
  private final IntColumn lastRows;
  private final IntColumn rowCounts;
  private final LongColumn firstAppendNanos;
  private final LongColumn lastAppendNanos;
  private int[] table = new int[64];

  TraceTable(HeadMemory memory) {
    this.memory = memory;
    highs = new LongColumn(memory);
    lows = new LongColumn(memory);
    firstRows = new IntColumn(memory);
    lastRows = new IntColumn(memory);
    rowCounts = new IntColumn(memory);
    firstAppendNanos = new LongColumn(memory);
    lastAppendNanos = new LongColumn(memory);
    memory.count((long) table.length * Integer.BYTES);
  }

  public int count() {
    return highs.count();
  }

  public long high(int ordinal) {
    return highs.get(ordinal);
  }

  public long low(int ordinal) {
    return lows.get(ordinal);
  }

  /// The trace's first row; the head's chain leads to the others.
  public int firstRow(int ordinal) {
    return firstRows.get(ordinal);
  }

  public int rowCount(int ordinal) {
    return rowCounts.get(ordinal);
  }

  /// Append time of the trace's first span, nanoseconds since 1970.
  public long firstAppendNanos(int ordinal) {
    return firstAppendNanos.get(ordinal);
  }

  /// Append time of the trace's last span, nanoseconds since 1970.
  public long lastAppendNanos(int ordinal) {
    return lastAppendNanos.get(ordinal);
  }

  /// The trace's ordinal, or -1.
  public int find(long high, long low) {
    int mask = table.length - 1;
    int slot = hash(high, low) & mask;
    while (table[slot] != 0) {
      int ordinal = table[slot] - 1;
      if (lows.get(ordinal) == low && highs.get(ordinal) == high) {
        return ordinal;
      }
      slot = (slot + 1) & mask;
    }
    return -1;
  }

  /// Adds a row to its trace, a new one if need be.
  ///
  /// @return the trace's last row before this one, or -1
  int addRow(int ordinal, int row, long appendNanos) {
    int previous = lastRows.get(ordinal);
    if (previous < 0) {
      firstRows.set(ordinal, row);
      firstAppendNanos.set(ordinal, appendNanos);
    }
    lastRows.set(ordinal, row);
    rowCounts.set(ordinal, rowCounts.get(ordinal) + 1);
    lastAppendNanos.set(ordinal, appendNanos);
    return previous;
  }

  /// The trace's ordinal, of a new trace without rows if there was none.
  int findOrAdd(long high, long low) {
    int found = find(high, low);
    if (found >= 0) {
      return found;
    }
    if (highs.count() * 2 >= table.length) {
      grow();
    }
    int ordinal = highs.count();
    highs.add(high);
    lows.add(low);
    firstRows.add(-1);
    lastRows.add(-1);
    rowCounts.add(0);
    firstAppendNanos.add(0);
    lastAppendNanos.add(0);
    insert(ordinal);
    return ordinal;
  }

  private void insert(int ordinal) {
    int mask = table.length - 1;
    int slot = hash(highs.get(ordinal), lows.get(ordinal)) & mask;
    while (table[slot] != 0) {
      slot = (slot + 1) & mask;
    }
    table[slot] = ordinal + 1;
  }

  private void grow() {
    memory.count((long) table.length * Integer.BYTES);
    table = new int[table.length * 2];
    for (int ordinal = 0; ordinal < highs.count(); ordinal++) {
      insert(ordinal);
    }
  }

  void release() {
    memory.count(-(long) table.length * Integer.BYTES);
    table = new int[64];
    highs.release();
    lows.release();
    firstRows.release();
    lastRows.release();
    rowCounts.release();
    firstAppendNanos.release();
    lastAppendNanos.release();
  }

  /// Mixes twice: after one multiplication the low bits that the table uses depend on the low bits
  /// of the id alone, and ids that differ in high bits only would lie in a few long runs.
  private static int hash(long high, long low) {
    long mixed = ((high ^ SEED) ^ (low * MULTIPLIER)) * MULTIPLIER;
    mixed = (mixed ^ (mixed >>> 32)) * MULTIPLIER;
    return (int) (mixed >>> 32);
  }
}
