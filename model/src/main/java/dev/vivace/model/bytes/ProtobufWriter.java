package dev.vivace.model.bytes;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/// Writes protobuf's wire format front to back into one growing array. Reused by [#clear]; not for
/// several threads. Nested messages are opened with [#begin] and closed with [#end], which puts the
/// length in front.
///
/// Source: Protocol Buffers documentation, "Encoding".
public final class ProtobufWriter {

  public static final int VARINT = 0;
  public static final int FIXED64 = 1;
  public static final int BYTES = 2;
  public static final int FIXED32 = 5;

  private static final VarHandle LONG_LE =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG_BE =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INT_LE =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final int MAX_VARINT_BYTES = 10;

  private byte[] bytes;
  private int length;

  public ProtobufWriter(int initialCapacity) {
    bytes = new byte[Math.max(16, initialCapacity)];
  }

  /// The array written to; `[0, length())` counts. Another one after the next write that grows it.
  public byte[] bytes() {
    return bytes;
  }

  public int length() {
    return length;
  }

  public byte[] toByteArray() {
    return Arrays.copyOf(bytes, length);
  }

  public void clear() {
    length = 0;
  }

  /// Forgets what was written from `newLength` on.
  public void truncate(int newLength) {
    length = newLength;
  }

  /// Writes a varint without a tag.
  public void writeVarint(long value) {
    ensure(MAX_VARINT_BYTES);
    long left = value;
    while ((left & ~0x7FL) != 0) {
      bytes[length++] = (byte) (left | 0x80);
      left >>>= 7;
    }
    bytes[length++] = (byte) left;
  }

  public void writeTag(int field, int wireType) {
    writeVarint(((long) field << 3) | wireType);
  }

  public void writeVarintField(int field, long value) {
    writeTag(field, VARINT);
    writeVarint(value);
  }

  public void writeFixed64Field(int field, long value) {
    writeTag(field, FIXED64);
    ensure(Long.BYTES);
    LONG_LE.set(bytes, length, value);
    length += Long.BYTES;
  }

  public void writeFixed32Field(int field, int value) {
    writeTag(field, FIXED32);
    ensure(Integer.BYTES);
    INT_LE.set(bytes, length, value);
    length += Integer.BYTES;
  }

  public void writeBytesField(int field, byte[] source, int offset, int size) {
    writeTag(field, BYTES);
    writeVarint(size);
    writeRaw(source, offset, size);
  }

  /// Writes an 8-byte id, big-endian, as a bytes field.
  public void writeId8Field(int field, long id) {
    writeTag(field, BYTES);
    writeVarint(Long.BYTES);
    writeBigEndian(id);
  }

  /// Writes a 16-byte id, big-endian, as a bytes field.
  public void writeId16Field(int field, long high, long low) {
    writeTag(field, BYTES);
    writeVarint(2 * Long.BYTES);
    writeBigEndian(high);
    writeBigEndian(low);
  }

  /// Writes bytes as they are: fields that are already encoded.
  public void writeRaw(byte[] source, int offset, int size) {
    ensure(size);
    System.arraycopy(source, offset, bytes, length, size);
    length += size;
  }

  /// Begins a nested message; hand what it returns to [#end].
  public int begin(int field) {
    writeTag(field, BYTES);
    ensure(1);
    length++;
    return length;
  }

  /// Ends the nested message begun at `start`. Its content moves if its length needs more than one
  /// byte.
  public void end(int start) {
    int size = length - start;
    int lengthBytes = varintSize(size);
    if (lengthBytes > 1) {
      ensure(lengthBytes - 1);
      System.arraycopy(bytes, start, bytes, start + lengthBytes - 1, size);
    }
    length = start - 1;
    writeVarint(size);
    length += size;
  }

  public static int varintSize(long value) {
    return (70 - Long.numberOfLeadingZeros(value | 1)) / 7;
  }

  private void writeBigEndian(long value) {
    ensure(Long.BYTES);
    LONG_BE.set(bytes, length, value);
    length += Long.BYTES;
  }

  private void ensure(int size) {
    int needed = Math.addExact(length, size);
    if (needed > bytes.length) {
      bytes =
          Arrays.copyOf(
              bytes, (int) Math.min(Integer.MAX_VALUE - 16, Math.max(needed, bytes.length * 2L)));
    }
  }
}
