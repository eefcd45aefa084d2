package dev.vivace.distributor.encoding;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.xerial.snappy.Snappy;

/// Reads snappy's framed stream format. The library's own reader takes some 60 MB for a stream of
/// fourteen bytes whose frame claims to be 16 MiB long (measured with version 1.1.10.12); this one
/// holds every frame to the 64 KiB that the format allows.
///
/// ```text
///   stream = identifier frame*
///   frame  = type:u8 size:u24 payload:byte[size]            little-endian
///   type   = 0x00 crc32c:u32 snappy | 0x01 crc32c:u32 bytes | 0x80–0xfe skipped | 0xff identifier
/// ```
///
/// Source: snappy, `framing_format.txt`.
final class SnappyFramesInputStream extends InputStream {

  private static final int COMPRESSED = 0x00;
  private static final int UNCOMPRESSED = 0x01;
  private static final int FIRST_SKIPPABLE = 0x80;
  private static final int IDENTIFIER = 0xff;
  private static final byte[] MAGIC = {'s', 'N', 'a', 'P', 'p', 'Y'};
  private static final byte[] IDENTIFIER_FRAME = {
    (byte) IDENTIFIER, 6, 0, 0, 's', 'N', 'a', 'P', 'p', 'Y'
  };
  private static final int HEADER_BYTES = 4;
  private static final int CHECKSUM_BYTES = 4;
  private static final int MAX_FRAME_BYTES = 65_536;
  private static final int MAX_PAYLOAD_BYTES =
      CHECKSUM_BYTES + Snappy.maxCompressedLength(MAX_FRAME_BYTES);

  private final InputStream compressed;
  private final byte[] payload = new byte[MAX_PAYLOAD_BYTES];
  private final byte[] frame = new byte[MAX_FRAME_BYTES];
  private int position;
  private int end;
  private boolean identified;

  SnappyFramesInputStream(InputStream compressed) {
    this.compressed = compressed;
  }

  /// Whether a body begins as a framed stream does.
  static boolean isFramed(byte[] body, int length) {
    return length >= IDENTIFIER_FRAME.length
        && Arrays.equals(
            body, 0, IDENTIFIER_FRAME.length, IDENTIFIER_FRAME, 0, IDENTIFIER_FRAME.length);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    while (position == end) {
      if (!readFrame()) {
        return -1;
      }
    }
    int copied = Math.min(length, end - position);
    System.arraycopy(frame, position, target, offset, copied);
    position += copied;
    return copied;
  }

  private boolean readFrame() throws IOException {
    int type = compressed.read();
    if (type < 0) {
      if (!identified) {
        throw new EOFException("empty; a snappy stream begins with its identifier");
      }
      return false;
    }
    int size = readSize();
    if (!identified && type != IDENTIFIER) {
      throw new IOException("frame of type %d before the snappy identifier".formatted(type));
    }
    switch (type) {
      case COMPRESSED, UNCOMPRESSED -> readData(type, size);
      case IDENTIFIER -> readIdentifier(size);
      default -> skip(type, size);
    }
    return true;
  }

  private int readSize() throws IOException {
    readPayload(HEADER_BYTES - 1);
    return (payload[0] & 0xff) | (payload[1] & 0xff) << 8 | (payload[2] & 0xff) << 16;
  }

  private void readData(int type, int size) throws IOException {
    if (size < CHECKSUM_BYTES || size > MAX_PAYLOAD_BYTES) {
      throw new IOException(
          "snappy frame of %d bytes (expected: %d to %d)"
              .formatted(size, CHECKSUM_BYTES, MAX_PAYLOAD_BYTES));
    }
    readPayload(size);
    int dataBytes = size - CHECKSUM_BYTES;
    int inflatedBytes =
        type == COMPRESSED
            ? Snappy.uncompressedLength(payload, CHECKSUM_BYTES, dataBytes)
            : dataBytes;
    if (inflatedBytes < 0 || inflatedBytes > MAX_FRAME_BYTES) {
      throw new IOException(
          "snappy frame inflates to %d bytes (limit: %d)"
              .formatted(inflatedBytes, MAX_FRAME_BYTES));
    }
    if (type == COMPRESSED) {
      end = Snappy.uncompress(payload, CHECKSUM_BYTES, dataBytes, frame, 0);
    } else {
      System.arraycopy(payload, CHECKSUM_BYTES, frame, 0, dataBytes);
      end = dataBytes;
    }
    position = 0;
    verifyChecksum();
  }

  private void verifyChecksum() throws IOException {
    CRC32C crc = new CRC32C();
    crc.update(frame, 0, end);
    int plain = (int) crc.getValue();
    int masked = ((plain >>> 15) | (plain << 17)) + 0xa282ead8;
    int stored =
        (payload[0] & 0xff)
            | (payload[1] & 0xff) << 8
            | (payload[2] & 0xff) << 16
            | (payload[3] & 0xff) << 24;
    if (masked != stored) {
      throw new IOException("snappy frame has crc %08x (expected %08x)".formatted(masked, stored));
    }
  }

  private void readIdentifier(int size) throws IOException {
    if (size != MAGIC.length) {
      throw new IOException("snappy identifier of %d bytes (expected: 6)".formatted(size));
    }
    readPayload(size);
    if (!Arrays.equals(payload, 0, size, MAGIC, 0, size)) {
      throw new IOException("not a snappy stream: its identifier is not 'sNaPpY'");
    }
    identified = true;
  }

  private void skip(int type, int size) throws IOException {
    if (type < FIRST_SKIPPABLE) {
      throw new IOException("unknown snappy frame of type %d".formatted(type));
    }
    compressed.skipNBytes(size);
  }

  private void readPayload(int size) throws IOException {
    int read = compressed.readNBytes(payload, 0, size);
    if (read < size) {
      throw new EOFException("snappy stream ends within a frame");
    }
  }

  @Override
  public void close() throws IOException {
    compressed.close();
  }
}
