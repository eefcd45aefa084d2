package dev.vivace.storage.scan;

import dev.vivace.storage.block.ColumnKey;
import dev.vivace.storage.block.TableReader;
import dev.vivace.storage.scan.DecodedColumns.Decoded;
import dev.vivace.storage.scan.DecodedColumns.Part;
import dev.vivace.storage.spans.SpanSchema;
import dev.vivace.traceql.table.CodedColumn;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// What events and links have in common: the range of each span, and attributes. Thread-safe.
final class OwnedRows {

  private static final long[] NONE = new long[0];

  private final RowGroup rowGroup;
  private final int owner;
  private final int spanCount;
  private final int rowCount;
  private final Map<String, Optional<CodedColumn>> attributes = new ConcurrentHashMap<>();

  OwnedRows(RowGroup rowGroup, int owner, int spanCount) {
    this.rowGroup = rowGroup;
    this.owner = owner;
    this.spanCount = spanCount;
    this.rowCount = rowGroup.rowCount(owner);
  }

  int rowCount() {
    return rowCount;
  }

  int[] firstRows() {
    return rowGroup.get(owner, Part.FIRST_ROWS, int[].class, () -> Decoded.of(readFirstRows()));
  }

  private int[] readFirstRows() {
    int[] firstRows = new int[spanCount + 1];
    if (rowCount == 0) {
      return firstRows;
    }
    int[] spans = rowGroup.codes(table(), SpanSchema.SPAN_ROW, spanCount);
    int next = 0;
    for (int row = 0; row < spans.length; row++) {
      if (row > 0 && spans[row] < spans[row - 1]) {
        throw rowGroup.corrupt(
            owner,
            "row %d belongs to span %d (expected: at least %d, the one before)"
                .formatted(row, spans[row], spans[row - 1]));
      }
      while (next <= spans[row]) {
        firstRows[next++] = row;
      }
    }
    while (next <= spanCount) {
      firstRows[next++] = rowCount;
    }
    return firstRows;
  }

  /// A number of each row.
  long[] longs(Part part, ColumnKey column) {
    if (rowCount == 0) {
      return NONE;
    }
    return rowGroup.get(
        owner, part, long[].class, () -> Decoded.of(rowGroup.longs(table(), column)));
  }

  private TableReader table() {
    return rowGroup.open().table(owner);
  }

  @Nullable CodedColumn attribute(String key) {
    return attributes
        .computeIfAbsent(key, k -> Optional.ofNullable(rowGroup.attribute(owner, k)))
        .orElse(null);
  }
}
