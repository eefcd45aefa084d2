package dev.vivace.traceql.table;

/// One code a row, as narrow as the codes allow. Immutable.
public final class Codes {

  private static final int MAX_BYTE_CODES = 1 << 8;
  private static final int MAX_CHAR_CODES = 1 << 16;
  private static final byte[] NO_BYTES = new byte[0];
  private static final char[] NO_CHARS = new char[0];
  private static final int[] NO_INTS = new int[0];

  private final int count;
  private final byte[] bytes;
  private final char[] chars;
  private final int[] ints;

  private Codes(int count, byte[] bytes, char[] chars, int[] ints) {
    this.count = count;
    this.bytes = bytes;
    this.chars = chars;
    this.ints = ints;
  }

  /// Keeps `codes`, or a narrower copy: the array may not be changed afterwards.
  ///
  /// @param codes one a row, each at least 0 and below `limit`
  public static Codes of(int[] codes, int limit) {
    if (limit <= MAX_BYTE_CODES) {
      byte[] narrow = new byte[codes.length];
      for (int i = 0; i < codes.length; i++) {
        narrow[i] = (byte) codes[i];
      }
      return new Codes(codes.length, narrow, NO_CHARS, NO_INTS);
    }
    if (limit <= MAX_CHAR_CODES) {
      char[] narrow = new char[codes.length];
      for (int i = 0; i < codes.length; i++) {
        narrow[i] = (char) codes[i];
      }
      return new Codes(codes.length, NO_BYTES, narrow, NO_INTS);
    }
    return new Codes(codes.length, NO_BYTES, NO_CHARS, codes);
  }

  public int count() {
    return count;
  }

  public int get(int row) {
    if (bytes != NO_BYTES) {
      return bytes[row] & 0xff;
    }
    return chars != NO_CHARS ? chars[row] : ints[row];
  }

  /// Sets the bit of each row whose code is chosen.
  ///
  /// @param chosen by code
  /// @param rows bits as [Bits] keeps them, all zero
  public void select(boolean[] chosen, long[] rows) {
    if (bytes != NO_BYTES) {
      selectBytes(chosen, rows);
    } else if (chars != NO_CHARS) {
      selectChars(chosen, rows);
    } else {
      selectInts(chosen, rows);
    }
  }

  // One method a width: small loops, each compiled by itself.

  private void selectBytes(boolean[] chosen, long[] rows) {
    for (int from = 0; from < count; from += Long.SIZE) {
      int end = Math.min(count, from + Long.SIZE);
      long word = 0;
      for (int row = from; row < end; row++) {
        word |= (chosen[bytes[row] & 0xff] ? 1L : 0L) << row;
      }
      rows[from >>> 6] = word;
    }
  }

  private void selectChars(boolean[] chosen, long[] rows) {
    for (int from = 0; from < count; from += Long.SIZE) {
      int end = Math.min(count, from + Long.SIZE);
      long word = 0;
      for (int row = from; row < end; row++) {
        word |= (chosen[chars[row]] ? 1L : 0L) << row;
      }
      rows[from >>> 6] = word;
    }
  }

  private void selectInts(boolean[] chosen, long[] rows) {
    for (int from = 0; from < count; from += Long.SIZE) {
      int end = Math.min(count, from + Long.SIZE);
      long word = 0;
      for (int row = from; row < end; row++) {
        word |= (chosen[ints[row]] ? 1L : 0L) << row;
      }
      rows[from >>> 6] = word;
    }
  }

  /// Marks the code of each of these rows.
  ///
  /// @param rows bits as [Bits] keeps them
  /// @param marked by code
  public void mark(long[] rows, boolean[] marked) {
    for (int index = 0; index < rows.length; index++) {
      for (long word = rows[index]; word != 0; word &= word - 1) {
        marked[get((index << 6) + Long.numberOfTrailingZeros(word))] = true;
      }
    }
  }

  /// Reads the codes of the first `length` of some rows.
  public void gather(int[] rows, int length, int[] target) {
    if (bytes != NO_BYTES) {
      for (int i = 0; i < length; i++) {
        target[i] = bytes[rows[i]] & 0xff;
      }
    } else if (chars != NO_CHARS) {
      for (int i = 0; i < length; i++) {
        target[i] = chars[rows[i]];
      }
    } else {
      for (int i = 0; i < length; i++) {
        target[i] = ints[rows[i]];
      }
    }
  }

  public long memoryBytes() {
    return bytes.length
        + (long) chars.length * Character.BYTES
        + (long) ints.length * Integer.BYTES;
  }
}
