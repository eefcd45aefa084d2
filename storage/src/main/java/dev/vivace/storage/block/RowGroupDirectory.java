package dev.vivace.storage.block;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;

/// What a row group consists of. Immutable, shared by all readers of the row group.
///
/// @param dataLength bytes of pages; the directory follows them
record RowGroupDirectory(
    Place place, Extent extent, int dataLength, int rawBytes, Map<Integer, Table> tables) {

  private static final int CHUNK_MEMORY_BYTES = 200;

  /// @param columns what [#chunks] describes, in the same order
  record Table(int kind, int rows, List<ColumnInfo> columns, Map<ColumnKey, Chunk> chunks) {}

  static RowGroupDirectory read(
      Place place, PageSource source, Extent extent, IntPredicate knownTables) {
    int dataLength = extent.length() - extent.directoryLength();
    long offset = extent.offset() + dataLength;
    String part = "directory at byte " + offset;
    ByteBuffer stored = source.read(offset, extent.directoryLength());
    byte[] raw = Frame.read(place, part, stored);
    Map<Integer, Table> tables = new LinkedHashMap<>();
    Sections.read(
        new ByteCursor(place, part, raw),
        (kind, required, content) -> {
          if (kind != BlockFormat.SECTION_TABLE) {
            return false;
          }
          readTable(place, content, required, raw, dataLength, knownTables, tables);
          return true;
        });
    return new RowGroupDirectory(place, extent, dataLength, raw.length, tables);
  }

  private static void readTable(
      Place place,
      ByteCursor cursor,
      boolean required,
      byte[] raw,
      int dataLength,
      IntPredicate knownTables,
      Map<Integer, Table> tables) {
    int kind = cursor.readCount("kind of table", Integer.MAX_VALUE);
    if (!knownTables.test(kind)) {
      if (required) {
        throw Sections.unknown(cursor, "table of kind " + kind);
      }
      cursor.skip(cursor.left());
      return;
    }
    int rows = cursor.readCount("rows", BlockFormat.MAX_CHUNK_VALUES);
    int columns = cursor.readCount("columns", cursor.left());
    Place table = place.table(kind);
    Map<ColumnKey, Chunk> chunks = new LinkedHashMap<>();
    for (int i = 0; i < columns; i++) {
      Chunk chunk = Chunk.read(table, cursor, raw, dataLength);
      int ordinals = Math.ceilDiv(rows, BlockFormat.ORDINAL_STEP);
      if (chunk.ordinalsAt() >= 0 && chunk.ordinalCount() != ordinals) {
        throw cursor.corrupt(
            "%d ordinals of %s (expected: %d)"
                .formatted(chunk.ordinalCount(), chunk.info().key(), ordinals));
      }
      if (chunks.put(chunk.info().key(), chunk) != null) {
        throw cursor.corrupt(chunk.info().key() + " a second time (expected: once)");
      }
    }
    List<ColumnInfo> infos = chunks.values().stream().map(Chunk::info).toList();
    if (tables.put(kind, new Table(kind, rows, infos, chunks)) != null) {
      throw cursor.corrupt("table %d a second time (expected: once)".formatted(kind));
    }
  }

  Table table(int kind) {
    Table table = tables.get(kind);
    if (table == null) {
      throw place.corrupt(
          "directory",
          "no table %d (expected: one; there are %s)".formatted(kind, tables.keySet()));
    }
    return table;
  }

  long memoryBytes() {
    long columns = tables.values().stream().mapToLong(table -> table.columns().size()).sum();
    return rawBytes + columns * CHUNK_MEMORY_BYTES;
  }
}
