package dev.vivace.storage.spans;

import dev.vivace.model.bytes.ProtobufWriter;
import dev.vivace.model.otlp.AttributeWriter;
import dev.vivace.storage.block.IntColumn;
import dev.vivace.storage.block.RowGroupReader;
import dev.vivace.storage.block.StringColumn;
import dev.vivace.storage.block.TableReader;
import org.jspecify.annotations.Nullable;

/// Reads a bag: the attributes of rare keys and the later occurrences of a key, by row and
/// position.
final class BagReader {

  private final IntColumn rows;
  private final IntColumn positions;
  private final StringColumn keys;
  private final IntColumn types;
  private final IntColumn numbers;
  private final StringColumn texts;

  private BagReader(TableReader table) {
    rows = table.ints(SpanSchema.ROW);
    positions = table.ints(SpanSchema.POSITION);
    keys = table.strings(SpanSchema.KEY);
    types = table.ints(SpanSchema.TYPE);
    numbers = table.ints(SpanSchema.NUMBER);
    texts = table.strings(SpanSchema.TEXT);
  }

  /// The table of this kind, or null if the row group has none.
  static @Nullable BagReader open(RowGroupReader rowGroup, int kind) {
    return rowGroup.hasTable(kind) ? new BagReader(rowGroup.table(kind)) : null;
  }

  /// The first entry of the row or of a later one.
  int firstOf(int row) {
    return PairReader.firstFrom(rows, row);
  }

  /// Whether the entry is the row's attribute at this position.
  boolean isAt(int entry, int row, int position) {
    return entry < rows.count() && rows.get(entry) == row && positions.get(entry) == position;
  }

  void write(int entry, int field, ProtobufWriter out) {
    keys.seek(keys.code(entry));
    texts.seek(texts.code(entry));
    AttributeWriter.write(
        out,
        field,
        keys.bytes(),
        keys.offset(),
        keys.length(),
        (int) types.get(entry) & ~SpanSchema.DUPLICATE,
        numbers.get(entry),
        texts.bytes(),
        texts.offset(),
        texts.length());
  }
}
