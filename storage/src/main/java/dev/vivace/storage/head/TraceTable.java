package dev.vivace.storage.head;

import java.security.SecureRandom;

/// The traces of a head: an open-addressing table from trace id to ordinal, and a few columns by
/// ordinal. The rows of a trace form a chain in the order of their arrival.
public final class TraceTable {

  private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;
  // Seeded per process, so that nobody can send ids that collide.
  private static final long SEED = new SecureRandom().nextLong();

  private static final int OBJECT_BYTES = 40;
  private static final int FIRST_SLOTS = 8;

  // Elements of a trace in each column.
  private static final int HIGH = 0;
  private static final int LOW = 1;
  private static final int IDS = 2;

  private static final int FIRST_APPEND = 0;
  private static final int LAST_APPEND = 1;
  private static final int TIMES = 2;

  private static final int FIRST_ROW = 0;
  private static final int LAST_ROW = 1;
  private static final int ROW_COUNT = 2;
  private static final int ROWS = 3;

  private final HeadMemory memory;
  private final LongColumn ids;
  private final LongColumn times;
  private final IntColumn rows;
  private int[] table = new int[FIRST_SLOTS];
  private int count;

  TraceTable(HeadMemory memory) {
    this.memory = memory;
    ids = new LongColumn(memory);
    times = new LongColumn(memory);
    rows = new IntColumn(memory);
    memory.count(OBJECT_BYTES + HeadMemory.arrayBytes(table.length, Integer.BYTES));
  }

  public int count() {
    return count;
  }

  public long high(int ordinal) {
    return ids.get(ordinal * IDS + HIGH);
  }

  public long low(int ordinal) {
    return ids.get(ordinal * IDS + LOW);
  }

  /// The trace's first row; the head's chain leads to the others.
  public int firstRow(int ordinal) {
    return rows.get(ordinal * ROWS + FIRST_ROW);
  }

  public int rowCount(int ordinal) {
    return rows.get(ordinal * ROWS + ROW_COUNT);
  }

  /// Append time of the trace's first span, nanoseconds since 1970.
  public long firstAppendNanos(int ordinal) {
    return times.get(ordinal * TIMES + FIRST_APPEND);
  }

  /// Append time of the trace's last span, nanoseconds since 1970.
  public long lastAppendNanos(int ordinal) {
    return times.get(ordinal * TIMES + LAST_APPEND);
  }

  /// The trace's ordinal, or -1.
  public int find(long high, long low) {
    int mask = table.length - 1;
    int slot = hash(high, low) & mask;
    while (table[slot] != 0) {
      int ordinal = table[slot] - 1;
      if (low(ordinal) == low && high(ordinal) == high) {
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
    int ofRows = ordinal * ROWS;
    int ofTimes = ordinal * TIMES;
    int previous = rows.get(ofRows + LAST_ROW);
    if (previous < 0) {
      rows.set(ofRows + FIRST_ROW, row);
      times.set(ofTimes + FIRST_APPEND, appendNanos);
    }
    rows.set(ofRows + LAST_ROW, row);
    rows.set(ofRows + ROW_COUNT, rows.get(ofRows + ROW_COUNT) + 1);
    times.set(ofTimes + LAST_APPEND, appendNanos);
    return previous;
  }

  /// The trace's ordinal, of a new trace without rows if there was none.
  int findOrAdd(long high, long low) {
    int found = find(high, low);
    if (found >= 0) {
      return found;
    }
    if (count * 2 >= table.length) {
      grow();
    }
    ids.add(high);
    ids.add(low);
    times.add(0);
    times.add(0);
    rows.add(-1);
    rows.add(-1);
    rows.add(0);
    insert(count);
    return count++;
  }

  private void insert(int ordinal) {
    int mask = table.length - 1;
    int slot = hash(high(ordinal), low(ordinal)) & mask;
    while (table[slot] != 0) {
      slot = (slot + 1) & mask;
    }
    table[slot] = ordinal + 1;
  }

  private void grow() {
    memory.countGrown(table.length, table.length * 2, Integer.BYTES);
    table = new int[table.length * 2];
    for (int ordinal = 0; ordinal < count; ordinal++) {
      insert(ordinal);
    }
  }

  void release() {
    ids.release();
    times.release();
    rows.release();
    table = new int[FIRST_SLOTS];
    count = 0;
  }

  /// Mixes twice: after one multiplication the low bits that the table uses depend on the low bits
  /// of the id alone, and ids that differ in high bits only would lie in a few long runs.
  private static int hash(long high, long low) {
    long mixed = ((high ^ SEED) ^ (low * MULTIPLIER)) * MULTIPLIER;
    mixed = (mixed ^ (mixed >>> 32)) * MULTIPLIER;
    return (int) (mixed >>> 32);
  }
}
