package dev.vivace.storage.block;

import java.io.IOException;
import java.util.zip.CRC32C;

/// Writes pages to a row group one after another. Owns the buffer that encoders fill.
///
/// ```text
/// pageHead = encoding:u8 width:u8 codec:u8 flags:u8 values:u32 rawLength:u32 storedLength:u32
///            crc32c:u32 base:i64 min:i64 max:i64
/// ```
final class PageWriter {

  private final BlockOutput out;
  private final Compressor compressor;
  private final CRC32C crc = new CRC32C();
  private byte[] raw = new byte[BlockFormat.PAGE_BYTES];

  PageWriter(BlockOutput out, Compressor compressor) {
    this.out = out;
    this.compressor = compressor;
  }

  /// Bytes written to the block so far.
  long position() {
    return out.position();
  }

  /// The buffer for the next page's raw bytes, at least this long.
  byte[] raw(int size) {
    if (raw.length < size) {
      raw = new byte[size];
    }
    return raw;
  }

  /// Compresses and writes what the buffer holds and adds the page's head to `heads`.
  void write(
      ByteSink heads,
      int encoding,
      int width,
      int flags,
      int values,
      int rawLength,
      long base,
      long min,
      long max)
      throws IOException {
    compressor.compress(raw, rawLength);
    byte[] stored = compressor.stored();
    int storedLength = compressor.storedLength();
    crc.reset();
    crc.update(stored, 0, storedLength);
    out.write(stored, 0, storedLength);
    heads.writeByte(encoding);
    heads.writeByte(width);
    heads.writeByte(compressor.codec());
    heads.writeByte(flags);
    heads.writeInt(values);
    heads.writeInt(rawLength);
    heads.writeInt(storedLength);
    heads.writeInt((int) crc.getValue());
    heads.writeLong(base);
    heads.writeLong(min);
    heads.writeLong(max);
  }
}
