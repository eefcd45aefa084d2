package dev.vivace.storage.log;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/// CRC32C (Castagnoli), the checksum of everything in the log.
final class Checksums {

  private Checksums() {}

  /// The checksum of `length` bytes from `offset`, wherever the buffer stands.
  static int of(ByteBuffer buffer, int offset, int length) {
    CRC32C crc = new CRC32C();
    crc.update(buffer.slice(offset, length));
    return (int) crc.getValue();
  }
}
