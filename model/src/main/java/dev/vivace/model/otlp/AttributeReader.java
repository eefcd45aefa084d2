package dev.vivace.model.otlp;

import dev.vivace.model.bytes.ProtobufCursor;
import dev.vivace.model.bytes.Slice;
import dev.vivace.model.span.AttributeList;
import dev.vivace.model.span.DecodeCounts;
import dev.vivace.model.span.ValueType;
import org.jspecify.annotations.Nullable;

/// Reads one OTLP `KeyValue` into an [AttributeList] and classifies its value, once and for all.
///
/// Nearly every attribute is *usual*: a key and a value of one field, in either order, with clean
/// text. Those are read in one pass here. At the first surprise the attribute is left to
/// [UnusualAttributeReader], which starts again from its beginning.
final class AttributeReader {

  /// No [ValueType]: the attribute is not usual.
  private static final byte UNUSUAL = -1;

  private static final byte ABSENT = -2;

  /// How many attributes a span may have, those of its events and links included.
  static final int MAX_ATTRIBUTES = 1_000_000;

  /// After how many attributes of one span their size is checked; the check between spans is enough
  /// for ordinary ones.
  private static final int CHECK_INTERVAL = 4096;

  private final ProtobufCursor cursor;
  private final RequestInput input;
  private final ArrayClassifier arrays;
  private final UnusualAttributeReader unusual;

  private int attributesOfSpan;
  private int nextCheck;
  private @Nullable String problem;

  /// The value that [#readValue] found, as its type says.
  private long value;

  AttributeReader(ProtobufCursor cursor, RequestInput input, MessageCleaner cleaner) {
    this.cursor = cursor;
    this.input = input;
    this.arrays = new ArrayClassifier(input);
    this.unusual = new UnusualAttributeReader(input, cleaner, arrays);
  }

  void beginSpan() {
    attributesOfSpan = 0;
    nextCheck = CHECK_INTERVAL;
    problem = null;
  }

  /// Why the span whose attributes were read since [#beginSpan] may not be stored.
  @Nullable String problem() {
    return problem;
  }

  /// Reads the attribute at the cursor, which stands behind its tag.
  void read(AttributeList list, DecodeCounts.Kind truncated) {
    int outer = cursor.enter();
    int start = cursor.position();
    int end = cursor.limit();
    if (++attributesOfSpan > nextCheck && !mayAddMore()) {
      cursor.leave(outer);
      return;
    }
    long key = Slice.EMPTY;
    byte type = ABSENT;
    while (cursor.hasMore() && type != UNUSUAL) {
      int tag = cursor.readTag();
      if (tag == OtlpFields.KEY_TAG) {
        key = cursor.readSlice();
      } else if (tag == OtlpFields.VALUE_TAG && type == ABSENT) {
        type = readValue();
      } else {
        type = UNUSUAL;
      }
    }
    cursor.moveTo(end, outer);
    if (type < 0) {
      readUnusual(list, Slice.of(start, end - start), truncated);
    } else {
      boolean isString = type == ValueType.STRING.code();
      list.add(
          input.attributeKey(key, truncated),
          type,
          isString ? input.attributeText(value, truncated) : value);
    }
  }

  /// Whether the span may have one more attribute; asked every few thousand of them.
  private boolean mayAddMore() {
    if (attributesOfSpan > MAX_ATTRIBUTES) {
      problem = "it has over 1,000,000 attributes";
      return false;
    }
    input.checkSize();
    nextCheck = Math.min(nextCheck + CHECK_INTERVAL, MAX_ATTRIBUTES);
    return true;
  }

  private void readUnusual(AttributeList list, long slice, DecodeCounts.Kind truncated) {
    if (!unusual.read(list, slice, truncated)) {
      problem = "its attribute values nest deeper than 100 levels";
    }
  }

  /// Reads an `AnyValue` of one field and returns its type's code.
  private byte readValue() {
    int outer = cursor.enter();
    if (!cursor.hasMore()) {
      return UNUSUAL;
    }
    byte type = readPlainValue(cursor.readTag());
    if (cursor.hasMore()) {
      return UNUSUAL;
    }
    cursor.leave(outer);
    return type;
  }

  private byte readPlainValue(int tag) {
    switch (tag) {
      case OtlpFields.STRING_VALUE_TAG -> {
        value = cursor.readSlice();
        return ValueType.STRING.code();
      }
      case OtlpFields.INT_VALUE_TAG -> {
        value = cursor.readVarint();
        return ValueType.INT.code();
      }
      case OtlpFields.BOOL_VALUE_TAG -> {
        value = cursor.readVarint() == 0 ? 0 : 1;
        return ValueType.BOOL.code();
      }
      case OtlpFields.DOUBLE_VALUE_TAG -> {
        value = cursor.readFixed64();
        return ValueType.DOUBLE.code();
      }
      case OtlpFields.ARRAY_VALUE_TAG -> {
        value = cursor.readSlice();
        byte type = arrays.classify(input.source(), value);
        return type == ValueType.OPAQUE.code() ? UNUSUAL : type;
      }
      default -> {
        return UNUSUAL;
      }
    }
  }
}
