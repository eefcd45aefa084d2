package dev.vivace.distributor.encoding;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

/// Reads what clients call "deflate": zlib's format as the standard says, or a bare deflate stream
/// as some of them send.
final class DeflateInputStream extends InflaterInputStream {

  private static final int BUFFER_BYTES = 8192;
  private static final int HEADER_BYTES = 2;

  private DeflateInputStream(BufferedInputStream compressed, boolean raw) {
    super(compressed, new Inflater(raw), BUFFER_BYTES);
  }

  static DeflateInputStream open(BufferedInputStream compressed) throws IOException {
    compressed.mark(HEADER_BYTES);
    int first = compressed.read();
    int second = compressed.read();
    compressed.reset();
    return new DeflateInputStream(compressed, !isZlibHeader(first, second));
  }

  /// Source: RFC 1950, section 2.2: method 8, window of at most 32 KiB, check bits.
  private static boolean isZlibHeader(int first, int second) {
    return (first & 0x0f) == 8 && (first >> 4) <= 7 && ((first << 8) | second) % 31 == 0;
  }

  @Override
  public void close() throws IOException {
    inf.end();
    super.close();
  }
}
