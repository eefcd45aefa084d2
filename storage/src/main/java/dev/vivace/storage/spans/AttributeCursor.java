package dev.vivace.storage.spans;

import dev.vivace.model.bytes.ProtobufWriter;
import dev.vivace.model.otlp.AttributeWriter;
import dev.vivace.storage.block.ColumnInfo;
import dev.vivace.storage.block.ColumnKey;
import dev.vivace.storage.block.IntColumn;
import dev.vivace.storage.block.StringColumn;
import dev.vivace.storage.block.TableReader;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// One attribute's column, and the index of its next value that is not a constant.
final class AttributeCursor {

  private static final byte[] NOTHING = new byte[0];

  private final ColumnKey key;
  private final byte[] name;
  private final @Nullable IntColumn ints;
  private final @Nullable StringColumn strings;
  private int next;

  AttributeCursor(TableReader table, ColumnInfo column) {
    key = column.key();
    name = key.name().getBytes(StandardCharsets.UTF_8);
    ints = column.strings() ? null : table.ints(key);
    strings = column.strings() ? table.strings(key) : null;
  }

  /// The ordinals of the column, in an array of the caller's own; null if it has none.
  int @Nullable [] ordinals() {
    return ints != null ? ints.ordinals() : strings == null ? null : strings.ordinals();
  }

  /// The index of the next value, which is then that of the one after it.
  int take() {
    return next++;
  }

  void skip(int values) {
    next += values;
  }

  /// Writes the value at `index`.
  void write(int index, int field, ProtobufWriter out) {
    if (ints != null) {
      AttributeWriter.write(
          out, field, name, 0, name.length, key.type(), ints.get(index), NOTHING, 0, 0);
    } else if (strings != null) {
      strings.seek(strings.code(index));
      AttributeWriter.write(
          out,
          field,
          name,
          0,
          name.length,
          key.type(),
          0,
          strings.bytes(),
          strings.offset(),
          strings.length());
    }
  }
}
