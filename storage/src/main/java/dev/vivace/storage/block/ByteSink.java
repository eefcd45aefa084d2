package dev.vivace.storage.block;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Writes little-endian numbers front to back into one growing array.
final class ByteSink {

  private static final int INITIAL_BYTES = 1 << 10;
  private static final VarHandle SHORT_LE =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT_LE =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG_LE =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private byte[] bytes = new byte[INITIAL_BYTES];
  private int length;

  /// The array written to; `[0, length())` counts. Another one after a write that grows it.
  byte[] bytes() {
    return bytes;
  }

  int length() {
    return length;
  }

  void clear() {
    length = 0;
  }

  void writeByte(int value) {
    // Not in one expression: growing replaces the array.
    int at = grow(1);
    bytes[at] = (byte) value;
  }

  void writeShort(int value) {
    int at = grow(Short.BYTES);
    SHORT_LE.set(bytes, at, (short) value);
  }

  void writeInt(int value) {
    int at = grow(Integer.BYTES);
    INT_LE.set(bytes, at, value);
  }

  void writeLong(long value) {
    int at = grow(Long.BYTES);
    LONG_LE.set(bytes, at, value);
  }

  void writeBytes(byte[] source, int offset, int size) {
    int at = grow(size);
    System.arraycopy(source, offset, bytes, at, size);
  }

  void writeText(String text) {
    byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
    writeInt(encoded.length);
    writeBytes(encoded, 0, encoded.length);
  }

  /// Begins a section; hand what it returns to [#endSection].
  int beginSection(int kind, boolean required) {
    writeShort(kind);
    writeShort(required ? 1 : 0);
    writeInt(0);
    return length;
  }

  void endSection(int start) {
    INT_LE.set(bytes, start - Integer.BYTES, length - start);
  }

  private int grow(int size) {
    int start = length;
    length = Math.addExact(length, size);
    if (length > bytes.length) {
      long doubled = Math.min(Integer.MAX_VALUE - 16, bytes.length * 2L);
      bytes = Arrays.copyOf(bytes, (int) Math.max(length, doubled));
    }
    return start;
  }
}
