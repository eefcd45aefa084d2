package dev.vivace.model.bytes;

import dev.vivace.model.error.InvalidRequestException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Reads protobuf's wire format front to back, without an object a field. Each read is checked
/// against the end of the message that is open, so truncated or hostile bytes end in
/// [InvalidRequestException], which says what is wrong and at which byte.
///
/// ```text
///   int outer = cursor.enter();        reads a length; the nested message is now the open one
///   while (cursor.hasMore()) {
///     int tag = cursor.readTag();      then one of read… or skip(tag)
///   }
///   cursor.leave(outer);
/// ```
///
/// Reused by [#reset]; not for several threads. Source: Protocol Buffers documentation, "Encoding".
public final class ProtobufCursor {

  private static final VarHandle LONG_LE =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT_LE =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final int MAX_VARINT_BYTES = 10;
  private static final int MAX_GROUP_DEPTH = 100;
  private static final int START_GROUP = 3;
  private static final int END_GROUP = 4;

  /// The least tag of one byte with a field number: smaller ones have the number 0.
  private static final int LEAST_TAG = 1 << 3;

  private byte[] bytes = new byte[0];
  private int position;
  private int limit;

  /// Reads `[offset, end)` of `bytes` from now on.
  public void reset(byte[] bytes, int offset, int end) {
    this.bytes = bytes;
    this.position = offset;
    this.limit = end;
  }

  public int position() {
    return position;
  }

  /// The end of the message that is open.
  public int limit() {
    return limit;
  }

  public boolean hasMore() {
    return position < limit;
  }

  /// Goes back to a place where this cursor has been, with the limit it had there.
  public void moveTo(int newPosition, int newLimit) {
    position = newPosition;
    limit = newLimit;
  }

  /// Reads a length and opens the message behind it; returns the limit to hand to [#leave].
  public int enter() {
    int size = readLength();
    int outer = limit;
    limit = position + size;
    return outer;
  }

  /// Closes the message that is open, whether or not all of it was read.
  public void leave(int outerLimit) {
    position = limit;
    limit = outerLimit;
  }

  /// Reads a field's number and wire type, `number << 3 | wireType`.
  public int readTag() {
    if (position < limit) {
      int tag = bytes[position];
      if (tag >= LEAST_TAG) {
        position++;
        return tag;
      }
    }
    return readLongTag();
  }

  public long readVarint() {
    if (position < limit) {
      int value = bytes[position];
      if (value >= 0) {
        position++;
        return value;
      }
    }
    return readLongVarint();
  }

  public long readFixed64() {
    return (long) LONG_LE.get(bytes, advance(Long.BYTES));
  }

  public int readFixed32() {
    return (int) INT_LE.get(bytes, advance(Integer.BYTES));
  }

  /// Reads a length-delimited field's length and passes over its content, returned as a [Slice].
  public long readSlice() {
    int size = readLength();
    int start = position;
    position = start + size;
    return Slice.of(start, size);
  }

  /// Passes over the value of the field whose tag was just read; groups included.
  public void skip(int tag) {
    switch (tag & 7) {
      case ProtobufWriter.VARINT -> readVarint();
      case ProtobufWriter.FIXED64 -> advance(Long.BYTES);
      case ProtobufWriter.BYTES -> advance(readLength());
      case ProtobufWriter.FIXED32 -> advance(Integer.BYTES);
      case START_GROUP -> skipGroup(tag >>> 3);
      case END_GROUP -> throw invalid("the end of group %d without its start".formatted(tag >>> 3));
      default ->
          throw invalid("wire type %d of field %d (known: 0 to 5)".formatted(tag & 7, tag >>> 3));
    }
  }

  /// Groups nest; an array of their numbers takes the place of recursion.
  private void skipGroup(int field) {
    int[] open = new int[MAX_GROUP_DEPTH];
    open[0] = field;
    int depth = 1;
    while (depth > 0) {
      int tag = readTag();
      int wireType = tag & 7;
      if (wireType == START_GROUP) {
        if (depth == MAX_GROUP_DEPTH) {
          throw invalid("groups nested deeper than " + MAX_GROUP_DEPTH);
        }
        open[depth++] = tag >>> 3;
      } else if (wireType == END_GROUP) {
        depth--;
        if (open[depth] != tag >>> 3) {
          throw invalid("the end of group %d in group %d".formatted(tag >>> 3, open[depth]));
        }
      } else {
        skip(tag);
      }
    }
  }

  private int readLength() {
    int at = position;
    if (at < limit) {
      int size = bytes[at];
      if (size >= 0 && size < limit - at) {
        position = at + 1;
        return size;
      }
    }
    return readLongLength();
  }

  private int readLongLength() {
    long size = readVarint();
    if (size < 0 || size > limit - position) {
      throw invalid(
          "a field of %s bytes, but its message has %d left"
              .formatted(Long.toUnsignedString(size), limit - position));
    }
    return (int) size;
  }

  private int readLongTag() {
    int tag = (int) readVarint();
    if (tag >>> 3 == 0) {
      throw invalid("field number 0");
    }
    return tag;
  }

  private long readLongVarint() {
    long value = 0;
    int at = position;
    int end = (int) Math.min(limit, (long) at + MAX_VARINT_BYTES);
    for (int shift = 0; at < end; shift += 7) {
      int next = bytes[at++];
      value |= (long) (next & 0x7F) << shift;
      if (next >= 0) {
        position = at;
        return value;
      }
    }
    throw invalid(
        end - position == MAX_VARINT_BYTES
            ? "a varint of more than 10 bytes"
            : "a message that ends within a field");
  }

  private int advance(int size) {
    int start = position;
    if (size > limit - start) {
      throw invalid(
          "a field of %d bytes, but its message has %d left".formatted(size, limit - start));
    }
    position = start + size;
    return start;
  }

  private InvalidRequestException invalid(String what) {
    return new InvalidRequestException(
        "protobuf, byte %d: %s (truncated, or not this message)".formatted(position, what));
  }
}
