package dev.vivace.storage.log;

import java.nio.ByteBuffer;
import java.util.Optional;

/// The first 64 bytes of a batch: the records of one group commit.
///
/// ```text
/// batch   = header record* trailer
/// header  = magic:"VBAT" codec:u32 segmentNumber:u64 firstOffset:u64 recordCount:u32 bodyBytes:u32
///           appendNanos:u64 acknowledgedOffset:u64 logIdLow:u64 previousCrc:u32 crc32c:u32
/// trailer = bodyBytes:u32 bodyCrc32c:u32                                    little-endian
/// ```
///
/// The header's checksum is of the 60 bytes before it, the trailer's of all records.
///
/// @param bodyBytes length of all records
/// @param appendNanos append time of all records, never below that of an earlier batch
/// @param acknowledgedOffset everything below it was acknowledged when the batch was written
/// @param logIdLow the lower half of the log id, which no client knows: a payload cannot pretend to
///   hold a batch
/// @param previousCrc the trailer's checksum of the batch before; that of the segment header for
///   the first
record BatchHeader(
    long segmentNumber,
    long firstOffset,
    int recordCount,
    int bodyBytes,
    long appendNanos,
    long acknowledgedOffset,
    long logIdLow,
    int previousCrc) {

  static final int BYTES = 64;
  static final int TRAILER_BYTES = 8;
  static final int MAGIC = 0x5441_4256; // "VBAT" read little-endian

  /// Records as they are; no other codec exists yet.
  static final int CODEC_PLAIN = 0;

  private static final int CRC_AT = 60;

  /// The offset of the record after the last.
  long endOffset() {
    return firstOffset + recordCount;
  }

  /// Header, records and trailer.
  long batchBytes() {
    return BYTES + (long) bodyBytes + TRAILER_BYTES;
  }

  /// Writes the header at the buffer's position, which must be 0.
  void encode(ByteBuffer buffer) {
    buffer.putInt(MAGIC).putInt(CODEC_PLAIN);
    buffer.putLong(segmentNumber).putLong(firstOffset).putInt(recordCount).putInt(bodyBytes);
    buffer.putLong(appendNanos).putLong(acknowledgedOffset).putLong(logIdLow);
    buffer.putInt(previousCrc);
    buffer.putInt(Checksums.of(buffer, 0, CRC_AT));
  }

  /// Empty if the bytes are no header or a damaged one.
  ///
  /// @param buffer 64 bytes from index 0, little-endian
  static Optional<BatchHeader> decode(ByteBuffer buffer) {
    if (buffer.getInt(0) != MAGIC
        || buffer.getInt(4) != CODEC_PLAIN
        || buffer.getInt(CRC_AT) != Checksums.of(buffer, 0, CRC_AT)) {
      return Optional.empty();
    }
    BatchHeader header =
        new BatchHeader(
            buffer.getLong(8),
            buffer.getLong(16),
            buffer.getInt(24),
            buffer.getInt(28),
            buffer.getLong(32),
            buffer.getLong(40),
            buffer.getLong(48),
            buffer.getInt(56));
    return header.recordCount > 0 && header.bodyBytes > 0 ? Optional.of(header) : Optional.empty();
  }
}
