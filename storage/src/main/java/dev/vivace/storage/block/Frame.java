package dev.vivace.storage.block;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/// A part of a block that says itself how long it is and checks itself: directories and the bloom
/// filter. The checksum covers the head's other fields too.
///
/// ```text
/// frame = codec:u8 rawLength:u32 storedLength:u32 crc32c:u32 stored:byte[storedLength]
/// ```
final class Frame {

  private static final int CHECKED_HEAD_BYTES = BlockFormat.FRAME_HEAD_BYTES - Integer.BYTES;

  private Frame() {}

  /// Writes a frame and returns its length.
  static int write(BlockOutput out, Compressor compressor, byte[] raw, int rawLength)
      throws IOException {
    if (rawLength > BlockFormat.MAX_FRAME_BYTES) {
      throw new IllegalArgumentException(
          "frame of %d bytes (limit: %d); write smaller row groups"
              .formatted(rawLength, BlockFormat.MAX_FRAME_BYTES));
    }
    compressor.compress(raw, rawLength);
    ByteSink head = new ByteSink();
    head.writeByte(compressor.codec());
    head.writeInt(rawLength);
    head.writeInt(compressor.storedLength());
    CRC32C crc = new CRC32C();
    crc.update(head.bytes(), 0, CHECKED_HEAD_BYTES);
    crc.update(compressor.stored(), 0, compressor.storedLength());
    head.writeInt((int) crc.getValue());
    out.write(head);
    out.write(compressor.stored(), 0, compressor.storedLength());
    return BlockFormat.FRAME_HEAD_BYTES + compressor.storedLength();
  }

  /// Verifies and decompresses the frame that fills the buffer.
  static byte[] read(Place place, String part, ByteBuffer buffer) {
    if (buffer.remaining() < BlockFormat.FRAME_HEAD_BYTES) {
      throw place.corrupt(
          part,
          "%d bytes (expected: at least %d)"
              .formatted(buffer.remaining(), BlockFormat.FRAME_HEAD_BYTES));
    }
    ByteBuffer frame = buffer.slice().order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer stored =
        frame.slice(BlockFormat.FRAME_HEAD_BYTES, frame.remaining() - BlockFormat.FRAME_HEAD_BYTES);
    CRC32C crc = new CRC32C();
    crc.update(frame.slice(0, CHECKED_HEAD_BYTES));
    crc.update(stored.duplicate());
    int expected = frame.getInt(CHECKED_HEAD_BYTES);
    Checks.crc(place, part, (int) crc.getValue(), expected);
    int codec = frame.get(0);
    int rawLength = frame.getInt(1);
    int storedLength = frame.getInt(1 + Integer.BYTES);
    Checks.lengths(place, part, codec, rawLength, storedLength, BlockFormat.MAX_FRAME_BYTES);
    if (storedLength != stored.remaining()) {
      throw place.corrupt(
          part, "%d bytes stored (expected: %d)".formatted(stored.remaining(), storedLength));
    }
    return Decompressor.decompress(place, part, codec, stored, rawLength);
  }
}
