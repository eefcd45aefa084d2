package dev.vivace.distributor.thrift;

import dev.vivace.model.bytes.Slice;
import dev.vivace.model.error.InvalidRequestException;

/// Reads Thrift front to back, whichever of the two wire formats it is in. Each read is checked
/// against the end, so truncated or hostile bytes end in [InvalidRequestException], which says what
/// is wrong and at which byte.
///
/// ```text
///   cursor.beginStruct();
///   for (int field = cursor.readField(); field != STOP; field = cursor.readField()) {
///     switch (field) {
///       case 1 << 8 | I64 -> id = cursor.readLong();
///       case 2 << 8 | LIST -> for (int left = cursor.beginList(STRUCT); left > 0; left--) …
///       default -> cursor.skip(field);          unknown, or of another type
///     }
///   }                                           the struct has ended
/// ```
///
/// Types are numbered as the binary format does. Not for several threads.
///
/// Source: Apache Thrift, `thrift-binary-protocol.md` and `thrift-compact-protocol.md`.
public abstract sealed class ThriftCursor permits BinaryCursor, CompactCursor {

  public static final int STOP = 0;
  public static final int BOOL = 2;
  public static final int BYTE = 3;
  public static final int DOUBLE = 4;
  public static final int I16 = 6;
  public static final int I32 = 8;
  public static final int I64 = 10;
  public static final int STRING = 11;
  public static final int STRUCT = 12;
  public static final int MAP = 13;
  public static final int SET = 14;
  public static final int LIST = 15;
  public static final int UUID = 16;

  /// How deep structs, lists, sets and maps may lie in each other.
  public static final int MAX_DEPTH = 64;

  private static final int TYPE_MASK = 0xFF;

  final byte[] bytes;
  final int end;
  int position;
  int depth;

  private final String format;

  ThriftCursor(String format, byte[] bytes, int length) {
    this.format = format;
    this.bytes = bytes;
    this.end = length;
  }

  /// Where the next byte is read.
  public final int position() {
    return position;
  }

  /// Goes back to a place where this cursor has been, to read a value once more.
  public final void moveTo(int newPosition) {
    position = newPosition;
  }

  /// Reads the head of a call, up to its arguments, which are a struct; returns the method's name
  /// without the name of a service before it.
  public final String readCall() {
    String name = readCallName();
    return name.substring(name.lastIndexOf(':') + 1);
  }

  abstract String readCallName();

  /// Enters a struct; [#readField] leaves it where it ends.
  public void beginStruct() {
    nest();
  }

  /// Reads a field's head: `id << 8 | type`, or [#STOP], which leaves the struct.
  public abstract int readField();

  /// Reads the head of a list or set whose elements have this type; returns how many follow.
  public final int beginList(int elementType) {
    long head = readListHead();
    int type = (int) head & TYPE_MASK;
    if (head >>> 8 == 0) {
      return 0; // Whatever its type: some writers do not say one.
    }
    if (type != elementType) {
      throw invalid("a list of type %d (expected: %d)".formatted(type, elementType));
    }
    return checkSize(head >>> 8, minBytes(type));
  }

  public abstract boolean readBool();

  public abstract byte readByte();

  public abstract short readShort();

  public abstract int readInt();

  public abstract long readLong();

  public abstract double readDouble();

  /// Reads a string's or binary's length and passes over its content, returned as a [Slice].
  public final long readSlice() {
    int size = checkSize(readSize(), 1);
    return Slice.of(advance(size), size);
  }

  /// Passes over a field's value; a bare type is one as well.
  public final void skip(int field) {
    switch (field & TYPE_MASK) {
      case BOOL -> readBool();
      case BYTE -> readByte();
      case I16 -> readShort();
      case I32 -> readInt();
      case I64 -> readLong();
      case DOUBLE -> advance(Double.BYTES);
      case STRING -> readSlice();
      case UUID -> advance(2 * Long.BYTES);
      case STRUCT -> skipStruct();
      case LIST, SET -> skipList();
      case MAP -> skipMap();
      default -> throw unknownType(field & TYPE_MASK);
    }
  }

  private void skipStruct() {
    beginStruct();
    for (int field = readField(); field != STOP; field = readField()) {
      skip(field);
    }
  }

  private void skipList() {
    long head = readListHead();
    int type = (int) head & TYPE_MASK;
    if (head >>> 8 == 0) {
      return;
    }
    int size = checkSize(head >>> 8, minBytes(type));
    nest();
    for (int i = 0; i < size; i++) {
      skip(type);
    }
    depth--;
  }

  private void skipMap() {
    long head = readMapHead();
    int keyType = (int) head & TYPE_MASK;
    int valueType = (int) (head >>> 8) & TYPE_MASK;
    long size = head >>> 16;
    if (size == 0) {
      return;
    }
    checkSize(size, minBytes(keyType) + minBytes(valueType));
    nest();
    for (long i = 0; i < size; i++) {
      skip(keyType);
      skip(valueType);
    }
    depth--;
  }

  private void nest() {
    if (depth == MAX_DEPTH) {
      throw invalid("values nested deeper than " + MAX_DEPTH);
    }
    depth++;
  }

  /// `size << 8 | type`; the size is not negative, and not checked yet.
  abstract long readListHead();

  /// `size << 16 | value type << 8 | key type`, as above; the types of an empty map do not count.
  abstract long readMapHead();

  /// A string's length, not checked yet.
  abstract long readSize();

  /// The least that a value of this type takes.
  abstract int minBytes(int type);

  /// A count of things that take so many bytes each at least, held against the bytes left.
  final int checkSize(long size, int minBytesEach) {
    if (size < 0 || size * minBytesEach > end - position) {
      throw invalid(
          "%d values of %d bytes at least, but %d bytes are left"
              .formatted(size, minBytesEach, end - position));
    }
    return (int) size;
  }

  final int advance(int size) {
    if (size > end - position) {
      throw invalid("a value of %d bytes, but %d are left".formatted(size, end - position));
    }
    int start = position;
    position = start + size;
    return start;
  }

  final InvalidRequestException unknownType(int type) {
    return invalid("unknown type %d".formatted(type));
  }

  /// The refusal of what is read here.
  public final InvalidRequestException invalid(String what) {
    return new InvalidRequestException(
        "Thrift %s, byte %d: %s (truncated, or not this message)"
            .formatted(format, position, what));
  }
}
