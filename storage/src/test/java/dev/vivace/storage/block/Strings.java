package dev.vivace.storage.block;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Values for writing that index a list of byte strings, every other of which lies inside a larger
/// array.
record Strings(List<byte[]> dictionary, int[] codes) implements StringValues {

  private static final int PADDING = 3;

  static Strings of(String... values) {
    List<String> distinct = List.of(values).stream().distinct().toList();
    int[] codes = new int[values.length];
    for (int i = 0; i < codes.length; i++) {
      codes[i] = distinct.indexOf(values[i]);
    }
    return of(distinct.stream().map(s -> s.getBytes(StandardCharsets.UTF_8)).toList(), codes);
  }

  static Strings of(List<byte[]> dictionary, int[] codes) {
    List<byte[]> padded = new ArrayList<>();
    for (byte[] value : dictionary) {
      byte[] bytes = new byte[value.length + 2 * PADDING];
      System.arraycopy(value, 0, bytes, PADDING, value.length);
      padded.add(bytes);
    }
    return new Strings(padded, codes);
  }

  /// The bytes of the value at `index`.
  byte[] value(int index) {
    byte[] padded = dictionary.get(codes[index]);
    return Arrays.copyOfRange(padded, PADDING, padded.length - PADDING);
  }

  @Override
  public int count() {
    return codes.length;
  }

  @Override
  public int code(int index) {
    return codes[index];
  }

  @Override
  public int codeLimit() {
    return dictionary.size();
  }

  @Override
  public byte[] bytes(int code) {
    return dictionary.get(code);
  }

  @Override
  public int offset(int code) {
    return PADDING;
  }

  @Override
  public int length(int code) {
    return dictionary.get(code).length - 2 * PADDING;
  }
}
