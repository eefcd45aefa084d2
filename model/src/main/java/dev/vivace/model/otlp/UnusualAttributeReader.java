package dev.vivace.model.otlp;

import dev.vivace.model.bytes.ProtobufCursor;
import dev.vivace.model.bytes.ProtobufWriter;
import dev.vivace.model.bytes.Slice;
import dev.vivace.model.span.AttributeList;
import dev.vivace.model.span.DecodeCounts;
import dev.vivace.model.span.ValueType;

/// Reads the attributes that are not a key and one plain value: opaque values, text to repair or
/// cut inside of arrays, unknown fields, and messages sent in several pieces, which protobuf
/// merges. In three steps: check, write anew if text must change, then collect.
final class UnusualAttributeReader {

  private static final int KEPT_CAPACITY = 1 << 16;

  private final RequestInput input;
  private final MessageCleaner cleaner;
  private final ArrayClassifier arrays;
  private final ProtobufCursor cursor = new ProtobufCursor();

  /// The attribute without its key, as sent.
  private final Pieces opaque;

  /// The bodies of the occurrences of one `ArrayValue`.
  private final Pieces bodies;

  private ProtobufWriter rewritten = new ProtobufWriter(KEPT_CAPACITY);
  private boolean hasUnknownFields;
  private boolean isArray;
  private ValueType type = ValueType.OPAQUE;
  private long value;

  UnusualAttributeReader(RequestInput input, MessageCleaner cleaner, ArrayClassifier arrays) {
    this.input = input;
    this.cleaner = cleaner;
    this.arrays = arrays;
    this.opaque = new Pieces(input);
    this.bodies = new Pieces(input);
  }

  /// Adds the `KeyValue` message in `slice` of the source. False if it nests too deep; nothing was
  /// added then.
  boolean read(AttributeList list, long slice, DecodeCounts.Kind truncated) {
    cleaner.check(MessageCleaner.KEY_VALUE, slice);
    if (cleaner.tooDeep()) {
      return false;
    }
    if (cleaner.needsRewrite()) {
      long clean = rewrite(slice, truncated);
      collect(list, input.batch().bytes(), clean);
    } else {
      collect(list, input.source(), slice);
    }
    return true;
  }

  private long rewrite(long slice, DecodeCounts.Kind truncated) {
    input.checkRoomFor(MessageCleaner.MAX_GROWTH * Slice.length(slice));
    cleaner.rewrite(MessageCleaner.KEY_VALUE, slice, truncated, rewritten);
    long clean = input.batch().append(rewritten.bytes(), 0, rewritten.length());
    rewritten.clear();
    if (rewritten.bytes().length > KEPT_CAPACITY) {
      rewritten = new ProtobufWriter(KEPT_CAPACITY);
    }
    return clean;
  }

  private void collect(AttributeList list, byte[] bytes, long slice) {
    opaque.clear();
    hasUnknownFields = false;
    isArray = false;
    type = ValueType.OPAQUE;
    long key = Slice.EMPTY;
    cursor.reset(bytes, Slice.offset(slice), Slice.offset(slice) + Slice.length(slice));
    while (cursor.hasMore()) {
      int start = cursor.position();
      int tag = cursor.readTag();
      if (tag == OtlpFields.KEY_TAG) {
        key = cursor.readSlice();
      } else {
        collectOther(tag);
        opaque.add(start, cursor.position());
      }
    }
    addTo(list, bytes, key);
  }

  private void collectOther(int tag) {
    if (tag == OtlpFields.VALUE_TAG) {
      int outer = cursor.enter();
      collectValue();
      cursor.leave(outer);
    } else {
      hasUnknownFields = true;
      cursor.skip(tag);
    }
  }

  private void addTo(AttributeList list, byte[] bytes, long key) {
    if (!hasUnknownFields && isArray) {
      value = bodies.join(input.batch(), bytes);
      type = ValueType.ofCode(arrays.classify(input.batch().bytes(), value));
    }
    if (hasUnknownFields || type == ValueType.OPAQUE) {
      list.add(key, ValueType.OPAQUE.code(), opaque.join(input.batch(), bytes));
    } else {
      list.add(key, type.code(), value);
    }
  }

  /// Goes over one occurrence of the value. All occurrences together say what it is: of a oneof the
  /// last member wins, unless both are the same message; those merge.
  private void collectValue() {
    while (cursor.hasMore()) {
      int tag = cursor.readTag();
      switch (tag) {
        case OtlpFields.STRING_VALUE_TAG -> set(ValueType.STRING, cursor.readSlice());
        case OtlpFields.BOOL_VALUE_TAG -> set(ValueType.BOOL, cursor.readVarint() == 0 ? 0 : 1);
        case OtlpFields.INT_VALUE_TAG -> set(ValueType.INT, cursor.readVarint());
        case OtlpFields.DOUBLE_VALUE_TAG -> set(ValueType.DOUBLE, cursor.readFixed64());
        case OtlpFields.ARRAY_VALUE_TAG -> addBody(cursor.readSlice());
        default -> {
          hasUnknownFields |=
              tag != OtlpFields.LIST_VALUE_TAG
                  && tag != OtlpFields.BYTES_VALUE_TAG
                  && tag != OtlpFields.STRING_INDEX_TAG;
          set(ValueType.OPAQUE, 0);
          cursor.skip(tag);
        }
      }
    }
  }

  private void set(ValueType newType, long newValue) {
    isArray = false;
    type = newType;
    value = newValue;
  }

  private void addBody(long body) {
    if (!isArray) {
      bodies.clear();
    }
    isArray = true;
    bodies.add(body);
  }
}
