package dev.vivace.querier.json;

import dev.vivace.model.bytes.ProtobufWriter;
import dev.vivace.model.error.CorruptDataException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Reads one stored protobuf message, a whole field at a time. Each read is checked against the
/// message's end, so bytes that are no message end in [CorruptDataException] and never in wrong
/// values. Reused by [#reset]; not for several threads.
///
/// Source: Protocol Buffers documentation, "Encoding".
public final class FieldCursor {

  private static final VarHandle LONG_LE =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT_LE =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final int GROUP_START = 3;
  private static final int GROUP_END = 4;
  private static final int WIRE_TYPE_BITS = 3;
  private static final int WIRE_TYPE_MASK = 7;
  private static final int MAX_VARINT_SHIFT = 63;

  private byte[] bytes = new byte[0];
  private int start;
  private int position;
  private int end;

  private int fieldStart;
  private int tag;
  private long value;
  private int valueOffset;
  private int valueLength;

  /// Takes the message in `[offset, end)`.
  public FieldCursor reset(byte[] bytes, int offset, int end) {
    if (offset < 0 || offset > end || end > bytes.length) {
      throw new IllegalArgumentException(
          "message [%d, %d) of %d bytes".formatted(offset, end, bytes.length));
    }
    this.bytes = bytes;
    this.start = offset;
    this.position = offset;
    this.end = end;
    return this;
  }

  /// Goes back to the message's begin.
  public FieldCursor rewind() {
    position = start;
    return this;
  }

  /// Reads the next field, value and all. Returns false at the message's end. Groups are skipped.
  public boolean next() {
    int groups = 0;
    while (position < end) {
      readField();
      int wireType = tag & WIRE_TYPE_MASK;
      if (wireType == GROUP_START) {
        groups++;
      } else if (wireType == GROUP_END && groups-- == 0) {
        throw corrupt("a group ends that never began");
      } else if (wireType != GROUP_END && groups == 0) {
        return true;
      }
    }
    if (groups > 0) {
      throw corrupt("a group has no end");
    }
    return false;
  }

  public int field() {
    return tag >>> WIRE_TYPE_BITS;
  }

  /// Field number and wire type in one.
  public int tag() {
    return tag;
  }

  /// The number, for every wire type but bytes; 32-bit numbers have zeros above.
  public long value() {
    return value;
  }

  public byte[] bytes() {
    return bytes;
  }

  /// Where the value of a bytes field begins.
  public int valueOffset() {
    return valueOffset;
  }

  public int valueLength() {
    return valueLength;
  }

  public int valueEnd() {
    return valueOffset + valueLength;
  }

  /// Writes the field that was read last as it is.
  public void copyField(ProtobufWriter out) {
    out.writeRaw(bytes, fieldStart, position - fieldStart);
  }

  private void readField() {
    fieldStart = position;
    tag = (int) readVarint();
    if (field() == 0) {
      throw corrupt("field number 0");
    }
    switch (tag & WIRE_TYPE_MASK) {
      case ProtobufWriter.VARINT -> value = readVarint();
      case ProtobufWriter.FIXED64 -> value = (long) LONG_LE.get(bytes, advance(Long.BYTES));
      case ProtobufWriter.FIXED32 ->
          value = Integer.toUnsignedLong((int) INT_LE.get(bytes, advance(Integer.BYTES)));
      case ProtobufWriter.BYTES -> {
        long size = readVarint();
        valueOffset = advance(size);
        valueLength = (int) size;
      }
      case GROUP_START, GROUP_END -> {}
      default -> throw corrupt("wire type %d".formatted(tag & WIRE_TYPE_MASK));
    }
  }

  private long readVarint() {
    long result = 0;
    for (int shift = 0; shift <= MAX_VARINT_SHIFT; shift += 7) {
      byte b = bytes[advance(1)];
      result |= (b & 0x7FL) << shift;
      if (b >= 0) {
        return result;
      }
    }
    throw corrupt("a varint of more than 10 bytes");
  }

  private int advance(long size) {
    if (size < 0 || size > end - position) {
      throw corrupt("needs %d bytes, %d left".formatted(size, end - position));
    }
    position += (int) size;
    return position - (int) size;
  }

  private CorruptDataException corrupt(String what) {
    return new CorruptDataException(
        "stored span: at byte %d of its trace, field %d: %s".formatted(position, field(), what));
  }
}
