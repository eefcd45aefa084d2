package dev.vivace.storage.block;

import dev.vivace.model.error.CorruptDataException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// Reads a part of a block front to back, little-endian. Each read is checked against the part's
/// end, so a truncated or hostile part ends in [CorruptDataException] and never in wrong values.
final class ByteCursor {

  private static final VarHandle SHORT_LE =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT_LE =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG_LE =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final Place place;
  private final String part;
  private final byte[] bytes;
  private final int end;
  private int position;

  ByteCursor(Place place, String part, byte[] bytes, int from, int end) {
    this.place = place;
    this.part = part;
    this.bytes = bytes;
    this.position = from;
    this.end = end;
  }

  ByteCursor(Place place, String part, byte[] bytes) {
    this(place, part, bytes, 0, bytes.length);
  }

  /// Bytes from the start of the array, not of the part.
  int position() {
    return position;
  }

  int left() {
    return end - position;
  }

  int readByte() {
    return bytes[advance(1)] & 0xFF;
  }

  int readShort() {
    return (short) SHORT_LE.get(bytes, advance(Short.BYTES)) & 0xFFFF;
  }

  int readInt() {
    return (int) INT_LE.get(bytes, advance(Integer.BYTES));
  }

  long readLong() {
    return (long) LONG_LE.get(bytes, advance(Long.BYTES));
  }

  /// Reads 32 bits that must lie in `[0, max]`.
  int readCount(String what, int max) {
    int count = readInt();
    if (count < 0 || count > max) {
      throw corrupt("%s %d (expected: at most %d)".formatted(what, count & 0xFFFFFFFFL, max));
    }
    return count;
  }

  /// Reads the number of entries that follow, of which each takes at least `entryBytes`.
  int readEntryCount(String what, int entryBytes) {
    return readCount(what, left() / entryBytes);
  }

  String readText(String what, int maxBytes) {
    int size = readCount(what + " of bytes:", Math.min(maxBytes, Math.max(0, left() - 4)));
    return new String(bytes, advance(size), size, StandardCharsets.UTF_8);
  }

  /// Skips the next bytes and returns where they begin.
  int skip(int size) {
    return advance(size);
  }

  /// A cursor over the next bytes, which this one skips.
  ByteCursor readPart(String name, int size) {
    int from = advance(size);
    return new ByteCursor(place, part + ", " + name, bytes, from, from + size);
  }

  void expectEnd() {
    if (position != end) {
      throw corrupt("%d bytes left over (expected: none)".formatted(left()));
    }
  }

  CorruptDataException corrupt(String problem) {
    return place.corrupt(part + ", byte " + position, problem);
  }

  private int advance(int size) {
    if (size < 0 || size > end - position) {
      throw corrupt("needs %d bytes, %d left".formatted(size, left()));
    }
    int start = position;
    position += size;
    return start;
  }
}
