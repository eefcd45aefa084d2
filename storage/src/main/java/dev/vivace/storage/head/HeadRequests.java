package dev.vivace.storage.head;

/// The requests that brought a head's rows: for each its first row, its offset in the log, when it
/// was received and how large it was.
public final class HeadRequests {

  private static final int OBJECT_BYTES = 32;

  private final IntColumn firstRows;
  private final LongColumn offsets;
  private final LongColumn receivedNanos;
  private final IntColumn bytes;

  HeadRequests(HeadMemory memory) {
    memory.count(OBJECT_BYTES);
    firstRows = new IntColumn(memory);
    offsets = new LongColumn(memory);
    receivedNanos = new LongColumn(memory);
    bytes = new IntColumn(memory);
  }

  public int count() {
    return firstRows.count();
  }

  public int firstRow(int request) {
    return firstRows.get(request);
  }

  public long offset(int request) {
    return offsets.get(request);
  }

  /// Nanoseconds since 1970.
  public long receivedNanos(int request) {
    return receivedNanos.get(request);
  }

  /// The size of those of its spans that are here, in decoded bytes; about, where only some are.
  public int bytes(int request) {
    return bytes.get(request);
  }

  /// The request that brought the row.
  public int of(int row) {
    return Rows.firstFrom(firstRows, row + 1) - 1;
  }

  void add(int firstRow, long offset, long received, int size) {
    firstRows.add(firstRow);
    offsets.add(offset);
    receivedNanos.add(received);
    bytes.add(size);
  }

  /// Appends the requests of those rows of `source` that have a new row number.
  ///
  /// @param newRows the new number of each row of the source, or -1
  void addFrom(HeadRequests source, int[] newRows) {
    for (int request = 0; request < source.count(); request++) {
      int from = source.firstRow(request);
      int to = request + 1 < source.count() ? source.firstRow(request + 1) : newRows.length;
      int first = -1;
      int carried = 0;
      for (int row = from; row < to; row++) {
        if (newRows[row] >= 0) {
          first = carried++ == 0 ? newRows[row] : first;
        }
      }
      if (carried > 0) {
        int size = (int) ((long) source.bytes(request) * carried / (to - from));
        add(first, source.offset(request), source.receivedNanos(request), size);
      }
    }
  }

  void release() {
    firstRows.release();
    offsets.release();
    receivedNanos.release();
    bytes.release();
  }
}
