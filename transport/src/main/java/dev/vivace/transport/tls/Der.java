package dev.vivace.transport.tls;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The little of DER that turns one form of a private key into another.
///
/// Source: ITU-T X.690, sections 8.1 and 10.
final class Der {

  static final int INTEGER = 0x02;
  static final int OCTET_STRING = 0x04;
  static final int OBJECT_ID = 0x06;
  static final int SEQUENCE = 0x30;
  static final int CONTEXT_0 = 0xa0;

  private static final int LONG_LENGTH = 0x80;
  private static final int MAX_LENGTH_BYTES = 3;

  private Der() {}

  /// One value.
  ///
  /// @param whole with tag and length
  record Element(int tag, byte[] content, byte[] whole) {}

  /// A value with these parts as its content.
  static byte[] encode(int tag, byte[]... parts) {
    int length = Arrays.stream(parts).mapToInt(part -> part.length).sum();
    ByteArrayOutputStream out = new ByteArrayOutputStream(length + 5);
    out.write(tag);
    if (length < LONG_LENGTH) {
      out.write(length);
    } else {
      int lengthBytes = length < 1 << 8 ? 1 : length < 1 << 16 ? 2 : MAX_LENGTH_BYTES;
      out.write(LONG_LENGTH | lengthBytes);
      for (int i = lengthBytes - 1; i >= 0; i--) {
        out.write(length >>> (8 * i));
      }
    }
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  /// The values that stand one after the other; throws [IllegalArgumentException] if they do not
  /// end where the bytes end.
  static List<Element> decode(byte[] bytes) {
    List<Element> elements = new ArrayList<>();
    int next = 0;
    while (next < bytes.length) {
      int start = next;
      int tag = bytes[next++] & 0xff;
      int length = next < bytes.length ? bytes[next++] & 0xff : -1;
      if (length > LONG_LENGTH && length <= LONG_LENGTH + MAX_LENGTH_BYTES) {
        int lengthBytes = length - LONG_LENGTH;
        length = 0;
        for (int i = 0; i < lengthBytes; i++) {
          length = next < bytes.length ? (length << 8) | (bytes[next++] & 0xff) : -1;
        }
      }
      if (length < 0 || length > bytes.length - next) {
        throw new IllegalArgumentException("its DER is cut short or damaged");
      }
      elements.add(
          new Element(
              tag,
              Arrays.copyOfRange(bytes, next, next + length),
              Arrays.copyOfRange(bytes, start, next + length)));
      next += length;
    }
    return elements;
  }
}
