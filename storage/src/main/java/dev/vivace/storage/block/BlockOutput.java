package dev.vivace.storage.block;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;

/// Where a block is written to: counts and digests what passes.
final class BlockOutput {

  private final OutputStream out;
  private final MessageDigest sha256 = BlockDigest.newSha256();
  private long position;

  BlockOutput(OutputStream out) {
    this.out = out;
  }

  /// Bytes written so far.
  long position() {
    return position;
  }

  void write(byte[] bytes, int offset, int length) throws IOException {
    out.write(bytes, offset, length);
    sha256.update(bytes, offset, length);
    position += length;
  }

  void write(ByteSink sink) throws IOException {
    write(sink.bytes(), 0, sink.length());
  }

  /// Ends the output.
  BlockDigest digest() {
    return BlockDigest.of(ByteBuffer.wrap(sha256.digest()));
  }
}
