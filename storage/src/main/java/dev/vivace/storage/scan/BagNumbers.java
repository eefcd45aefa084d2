package dev.vivace.storage.scan;

import dev.vivace.storage.block.IntColumn;
import dev.vivace.traceql.table.NumberRange;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Where the numbers of each key of a bag are. The first values of every key of a head lie there,
/// so zone maps alone would hardly ever say anything.
///
/// @param ranges by key; keys with arrays of numbers have none
record BagNumbers(Map<String, NumberRange> ranges) {

  private static final int ENTRY_BYTES = 120;

  static BagNumbers read(Bag bag, IntColumn numbers) {
    Map<String, NumberRange> ranges = new HashMap<>();
    for (String key : bag.keys()) {
      NumberRange range = read(bag, key, numbers);
      if (range != null) {
        ranges.put(key, range);
      }
    }
    return new BagNumbers(ranges);
  }

  private static @Nullable NumberRange read(Bag bag, String key, IntColumn numbers) {
    NumberRange range = NumberRange.NONE;
    for (int index = bag.firstOf(key); index < bag.endOf(key); index++) {
      switch (bag.type(index)) {
        case INT -> range = range.plus(NumberRange.of((double) numbers.get(bag.entry(index))));
        case DOUBLE ->
            range =
                range.plus(NumberRange.of(Double.longBitsToDouble(numbers.get(bag.entry(index)))));
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

  long memoryBytes() {
    return (long) ranges.size() * ENTRY_BYTES;
  }
}
