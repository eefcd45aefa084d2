package dev.vivace.storage.scan;

import dev.vivace.model.span.ValueType;
import dev.vivace.storage.block.ColumnKey;
import dev.vivace.storage.block.IntColumn;
import dev.vivace.storage.block.TableReader;
import dev.vivace.traceql.table.NumberRange;
import org.jspecify.annotations.Nullable;

/// Where the numbers of a key are, from the zone maps of its columns' pages: these lie in the
/// directory of the row group. And from the numbers of the bag.
final class NumberZones {

  private NumberZones() {}

  /// Null if only the values can tell: zone maps do not know the elements of arrays.
  static @Nullable NumberRange of(RowGroup rowGroup, int owner, String key) {
    NumberRange range =
        rowGroup.bag(owner).has(key)
            ? rowGroup.bagNumbers(owner).ranges().get(key)
            : NumberRange.NONE;
    if (range == null) {
      return null;
    }
    TableReader table = rowGroup.open().table(owner);
    for (int ordinal : rowGroup.columns(owner).ordinals(key)) {
      ColumnKey column = rowGroup.columns(owner).columns().column(ordinal).key();
      switch (ValueType.ofCode(column.type())) {
        case INT -> range = range.plus(ofInts(table.ints(column)));
        case DOUBLE -> range = range.plus(ofDoubles(table.ints(column)));
        case INT_ARRAY, DOUBLE_ARRAY -> {
          return null;
        }
        case STRING, BOOL, STRING_ARRAY, BOOL_ARRAY, OPAQUE -> {
          // No numbers.
        }
      }
    }
    return range;
  }

  private static NumberRange ofInts(IntColumn column) {
    NumberRange range = NumberRange.NONE;
    for (int page = 0; page < column.pageCount(); page++) {
      range = range.plus(new NumberRange((double) column.min(page), (double) column.max(page)));
    }
    return range;
  }

  private static NumberRange ofDoubles(IntColumn column) {
    NumberRange range = NumberRange.NONE;
    for (int page = 0; page < column.pageCount(); page++) {
      range =
          range.plus(
              new NumberRange(
                  Double.longBitsToDouble(column.min(page)),
                  Double.longBitsToDouble(column.max(page))));
    }
    return range;
  }
}
