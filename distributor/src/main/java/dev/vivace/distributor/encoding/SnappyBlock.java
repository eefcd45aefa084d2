package dev.vivace.distributor.encoding;

import java.io.IOException;
import org.xerial.snappy.Snappy;

/// A body in snappy's block format: one length, then all of it. HTTP clients send it under the name
/// that gRPC clients use for the framed format.
public final class SnappyBlock {

  /// Three bytes copy 64 at most, so no honest length is over this multiple.
  private static final int MAX_RATIO = 22;

  private static final int MIN_HONEST_BYTES = 64;

  private SnappyBlock() {}

  /// Whether a body named snappy is a block: it does not begin as a framed stream.
  public static boolean isBlock(byte[] body) {
    return !SnappyFramesInputStream.isFramed(body, body.length);
  }

  /// The size that the block inflates to, as far as it can be true.
  public static long inflatedBytes(byte[] block) throws IOException {
    long claimed = readLength(block);
    if (claimed > MIN_HONEST_BYTES + (long) block.length * MAX_RATIO) {
      throw new IOException(
          "snappy block of %d bytes cannot hold the %d it claims".formatted(block.length, claimed));
    }
    return claimed;
  }

  /// Inflates into the target, which has room for [#inflatedBytes]; returns the size.
  public static int inflate(byte[] block, byte[] target) throws IOException {
    return Snappy.uncompress(block, 0, block.length, target, 0);
  }

  /// Source: snappy, `format_description.txt`, section 1: a varint of up to 32 bits.
  private static long readLength(byte[] block) throws IOException {
    long length = 0;
    for (int i = 0; i < Math.min(5, block.length); i++) {
      length |= (block[i] & 0x7fL) << (7 * i);
      if (block[i] >= 0) {
        return length;
      }
    }
    throw new IOException("snappy block without a length");
  }
}
