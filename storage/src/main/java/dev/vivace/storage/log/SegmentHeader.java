package dev.vivace.storage.log;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.UUID;

/// The first 64 bytes of a segment.
///
/// ```text
/// header = magic:"VIVACLOG" version:u32 failedRecords:u32 logId:byte[16] segmentNumber:u64
///          baseOffset:u64 createdNanos:u64 reserved:u32 crc32c:u32          little-endian
/// ```
///
/// The log id is in the order in which it is written as text; the checksum is of the 60 bytes
/// before it.
///
/// @param baseOffset the offset of the first record
/// @param failedRecords as many offsets right below `baseOffset` were given to appends that failed;
///   earlier segments may hold their records, and replay leaves them out
record SegmentHeader(
    UUID logId, long segmentNumber, long baseOffset, long createdNanos, int failedRecords) {

  static final int BYTES = 64;
  static final int VERSION = 1;

  private static final long MAGIC = 0x474f_4c43_4156_4956L; // "VIVACLOG" read little-endian
  private static final int CRC_AT = 60;

  /// The lowest offset that earlier segments must not be asked for.
  long failedFrom() {
    return baseOffset - failedRecords;
  }

  int crc() {
    return encode().getInt(CRC_AT);
  }

  ByteBuffer encode() {
    ByteBuffer buffer = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
    buffer.putLong(MAGIC).putInt(VERSION).putInt(failedRecords);
    buffer.putLong(Long.reverseBytes(logId.getMostSignificantBits()));
    buffer.putLong(Long.reverseBytes(logId.getLeastSignificantBits()));
    buffer.putLong(segmentNumber).putLong(baseOffset).putLong(createdNanos).putInt(0);
    return buffer.putInt(Checksums.of(buffer, 0, CRC_AT)).flip();
  }

  /// Empty if the bytes are no header or a damaged one.
  ///
  /// @param buffer 64 bytes from index 0, little-endian
  static Optional<SegmentHeader> decode(ByteBuffer buffer) {
    if (buffer.getLong(0) != MAGIC || buffer.getInt(CRC_AT) != Checksums.of(buffer, 0, CRC_AT)) {
      return Optional.empty();
    }
    UUID logId =
        new UUID(Long.reverseBytes(buffer.getLong(16)), Long.reverseBytes(buffer.getLong(24)));
    return Optional.of(
        new SegmentHeader(
            logId, buffer.getLong(32), buffer.getLong(40), buffer.getLong(48), buffer.getInt(12)));
  }

  /// The version of an intact header; its layout is the same in all versions.
  static int version(ByteBuffer buffer) {
    return buffer.getInt(8);
  }
}
