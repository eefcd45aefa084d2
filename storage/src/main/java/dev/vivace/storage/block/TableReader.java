package dev.vivace.storage.block;

import dev.vivace.model.error.CorruptDataException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads the columns of one table. For one thread.
public final class TableReader {

  private final RowGroupDirectory directory;
  private final RowGroupDirectory.Table table;
  private final PageLoader loader;
  private final Place place;

  TableReader(RowGroupDirectory directory, int kind, PageLoader loader) {
    this.directory = directory;
    this.table = directory.table(kind);
    this.loader = loader;
    this.place = directory.place().table(kind);
  }

  public int kind() {
    return table.kind();
  }

  public int rows() {
    return table.rows();
  }

  /// The table's columns in the order they were written.
  public List<ColumnInfo> columns() {
    return table.columns();
  }

  /// What is known about a column without reading it, or null if the table lacks it.
  public @Nullable ColumnInfo column(ColumnKey key) {
    Chunk chunk = table.chunks().get(key);
    return chunk != null ? chunk.info() : null;
  }

  /// A new reader of an integer column; it is an error of the block if there is none. No I/O yet.
  public IntColumn ints(ColumnKey key) {
    return new IntColumn(place.column(key), chunk(key, false), loader, directory.dataLength());
  }

  /// A new reader of a string column; it is an error of the block if there is none. No I/O yet.
  public StringColumn strings(ColumnKey key) {
    return new StringColumn(place.column(key), chunk(key, true), loader, directory.dataLength());
  }

  /// An error that says where in the block a column is not as it should be.
  ///
  /// @param part what of the column
  public CorruptDataException corrupt(ColumnKey key, String part, String problem) {
    return place.column(key).corrupt(part, problem);
  }

  private Chunk chunk(ColumnKey key, boolean strings) {
    Chunk chunk = table.chunks().get(key);
    if (chunk == null || chunk.info().strings() != strings) {
      String found = chunk == null ? "no such column" : strings ? "integers" : "strings";
      throw place
          .column(key)
          .corrupt("directory", found + " (expected: " + (strings ? "strings)" : "integers)"));
    }
    return chunk;
  }
}
