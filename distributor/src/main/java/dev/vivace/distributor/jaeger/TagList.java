package dev.vivace.distributor.jaeger;

import dev.vivace.distributor.translate.Text;
import dev.vivace.model.error.InvalidRequestException;
import java.util.Arrays;

/// Tags as they were sent, in columns: a key, a type, and a value that is a number or a [Slice] of
/// the request. Reused by [#reset].
final class TagList {

  /// Of one span, of all its logs together, or of one process.
  static final int MAX_TAGS = 1 << 17;

  private static final int FIRST_TAGS = 32;
  private static final TagType[] TYPES = TagType.values();

  private byte[] source = {};
  private long[] keys = new long[FIRST_TAGS];
  private byte[] types = new byte[FIRST_TAGS];
  private long[] values = new long[FIRST_TAGS];
  private int count;

  /// Empties the list; slices are ranges of `newSource` from now on.
  void reset(byte[] newSource) {
    source = newSource;
    count = 0;
  }

  int count() {
    return count;
  }

  /// @param value the bits of a number, 0 or 1 for a bool, a slice for text and bytes
  void add(long key, TagType type, long value) {
    if (count == MAX_TAGS) {
      throw new InvalidRequestException(
          "more than %d tags in one process, one span, or the logs of one span; send fewer"
              .formatted(MAX_TAGS));
    }
    if (count == keys.length) {
      keys = Arrays.copyOf(keys, count * 2);
      types = Arrays.copyOf(types, count * 2);
      values = Arrays.copyOf(values, count * 2);
    }
    keys[count] = key;
    types[count] = (byte) type.ordinal();
    values[count++] = value;
  }

  Text key(int index) {
    return Text.of(source, keys[index]);
  }

  TagType type(int index) {
    return TYPES[types[index]];
  }

  /// A number's bits.
  long number(int index) {
    return values[index];
  }

  /// The value of a tag that is text or bytes.
  Text text(int index) {
    return Text.of(source, values[index]);
  }
}
