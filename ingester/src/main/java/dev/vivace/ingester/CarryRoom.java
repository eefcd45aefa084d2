package dev.vivace.ingester;

/// What one cut may still carry, of all tenants together.
final class CarryRoom {

  private int rows;
  private long keptBytes;
  private long copiedBytes;

  /// @param rows spans that may be carried
  /// @param keptBytes what heads that go on as they are may hold
  /// @param copiedBytes what copies of traces may take
  CarryRoom(int rows, long keptBytes, long copiedBytes) {
    this.rows = rows;
    this.keptBytes = keptBytes;
    this.copiedBytes = copiedBytes;
  }

  boolean keeps(int headRows, long headBytes) {
    return headRows <= rows && headBytes <= keptBytes;
  }

  boolean copies(int traceRows, long traceBytes) {
    return traceRows <= rows && traceBytes <= copiedBytes;
  }

  void keep(int headRows, long headBytes) {
    rows -= headRows;
    keptBytes -= headBytes;
  }

  void copy(int traceRows, long traceBytes) {
    rows -= traceRows;
    copiedBytes -= traceBytes;
  }

  /// Gives back what was copied when the head goes on as it is after all.
  void undoCopies(int traceRows, long traceBytes) {
    copy(-traceRows, -traceBytes);
  }
}
