package dev.vivace.storage.block;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/// Writes one row group: its tables in the order they are to lie in, then the directory.
///
/// ```text
/// rowGroup  = page* directory:frame
/// directory = section*
/// section   = kind:u16 flags:u16 length:u32 content:byte[length]
/// table     = kind:u32 rows:u32 columns:u32 chunk[columns]
/// ```
public final class RowGroupWriter {

  private final BlockOutput out;
  private final Compressor compressor;
  private final ColumnWriter columns;
  private final TraceIndexWriter index;
  private final Ended whenEnded;
  private final long start;
  private final int firstTrace;
  private final Map<Integer, OpenTable> tables = new LinkedHashMap<>();
  private boolean ended;

  RowGroupWriter(
      BlockOutput out,
      Compressor compressor,
      ColumnWriter columns,
      TraceIndexWriter index,
      Ended whenEnded) {
    this.out = out;
    this.compressor = compressor;
    this.columns = columns;
    this.index = index;
    this.whenEnded = whenEnded;
    this.start = out.position();
    this.firstTrace = index.traces();
  }

  /// Begins a table that every reader must know.
  public TableWriter table(int kind, int rows) {
    return table(kind, rows, true);
  }

  /// Begins a table. Each kind, from 0 up, occurs once a row group; several tables may be open.
  ///
  /// @param required whether a reader that does not know the kind must refuse the row group
  public TableWriter table(int kind, int rows, boolean required) {
    checkOpen();
    if (kind < 0 || rows < 0 || rows > BlockFormat.MAX_CHUNK_VALUES) {
      throw new IllegalArgumentException(
          "table %d with %d rows (expected: a kind of at least 0, at most %d rows)"
              .formatted(kind, rows, BlockFormat.MAX_CHUNK_VALUES));
    }
    OpenTable table = new OpenTable(new TableWriter(this, columns, rows), required);
    if (tables.putIfAbsent(kind, table) != null) {
      throw new IllegalArgumentException(
          "table %d was begun already; each occurs once a row group".formatted(kind));
    }
    return table.writer();
  }

  /// Adds the next trace to the index; its ordinal is one more than that of the one before, over
  /// all row groups.
  public void trace(long idHigh, long idLow) {
    checkOpen();
    index.add(idHigh, idLow);
  }

  /// Ends the row group. As many traces must have been added as `info` says.
  public void end(RowGroupInfo info) throws IOException {
    checkOpen();
    int added = index.traces() - firstTrace;
    if (added != info.traces() || info.rows() < 0) {
      throw new IllegalArgumentException(
          "%d rows, %d traces (expected: rows of at least 0, the %d traces added)"
              .formatted(info.rows(), info.traces(), added));
    }
    whenEnded.ended(info, writeDirectory());
    ended = true;
  }

  /// Where in the block the row group begins.
  long start() {
    return start;
  }

  boolean isEnded() {
    return ended;
  }

  void checkOpen() {
    if (ended) {
      throw new IllegalStateException("the row group has ended; begin another");
    }
  }

  Extent writeDirectory() throws IOException {
    ByteSink directory = new ByteSink();
    tables.forEach(
        (kind, table) -> {
          int section = directory.beginSection(BlockFormat.SECTION_TABLE, table.required());
          table.writer().writeTo(directory, kind);
          directory.endSection(section);
        });
    int length = Frame.write(out, compressor, directory.bytes(), directory.length());
    if (out.position() - start > BlockFormat.MAX_ROW_GROUP_BYTES) {
      throw new IllegalArgumentException(
          "row group of %d bytes (limit: %d); write smaller ones"
              .formatted(out.position() - start, BlockFormat.MAX_ROW_GROUP_BYTES));
    }
    return new Extent(start, Math.toIntExact(out.position() - start), length);
  }

  private record OpenTable(TableWriter writer, boolean required) {}

  /// Told what to write to the footer.
  @FunctionalInterface
  interface Ended {

    void ended(RowGroupInfo info, Extent extent);
  }
}
