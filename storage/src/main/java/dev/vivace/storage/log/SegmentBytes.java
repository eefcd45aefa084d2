package dev.vivace.storage.log;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.zip.CRC32C;

/// Reads of a segment file: headers, checked bodies, and searches for what looks like a batch.
/// Memory is one buffer as large as the largest body. For one thread.
final class SegmentBytes {

  private static final int PIECE_BYTES = 256 << 10;

  private final FileChannel channel;
  private final long fileBytes;
  private final ByteBuffer header =
      ByteBuffer.allocate(BatchHeader.BYTES).order(ByteOrder.LITTLE_ENDIAN);
  private final ByteBuffer piece = ByteBuffer.allocate(PIECE_BYTES).order(ByteOrder.LITTLE_ENDIAN);

  SegmentBytes(FileChannel channel) throws IOException {
    this.channel = channel;
    this.fileBytes = channel.size();
  }

  long fileBytes() {
    return fileBytes;
  }

  FileChannel channel() {
    return channel;
  }

  /// The 64 bytes at `position`, which must be there; overwritten by the next call.
  ByteBuffer header(long position) throws IOException {
    readFully(channel, header.clear(), position);
    return header;
  }

  /// The position at or after `from` of the next four bytes that begin a batch, or -1.
  long findMagic(long from) throws IOException {
    long at = from;
    while (at + BatchHeader.BYTES <= fileBytes) {
      piece.clear().limit((int) Math.min(PIECE_BYTES, fileBytes - at));
      readFully(channel, piece, at);
      for (int i = 0; i + Integer.BYTES <= piece.limit(); i++) {
        if (piece.getInt(i) == BatchHeader.MAGIC) {
          return at + i;
        }
      }
      at += piece.limit() - (Integer.BYTES - 1);
    }
    return -1;
  }

  /// The position after the last byte at or after `from` that is not zero; `from` if all are.
  long endOfContent(long from) throws IOException {
    long end = from;
    for (long at = from; at < fileBytes; at += piece.limit()) {
      piece.clear().limit((int) Math.min(PIECE_BYTES, fileBytes - at));
      readFully(channel, piece, at);
      for (int i = 0; i < piece.limit(); i++) {
        if (piece.get(i) != 0) {
          end = at + i + 1;
        }
      }
    }
    return end;
  }

  /// Whether records and trailer of a batch are what was written.
  boolean isIntact(long position, BatchHeader batch) throws IOException {
    CRC32C crc = new CRC32C();
    long end = position + BatchHeader.BYTES + batch.bodyBytes();
    for (long at = position + BatchHeader.BYTES; at < end; at += piece.limit()) {
      piece.clear().limit((int) Math.min(PIECE_BYTES, end - at));
      readFully(channel, piece, at);
      crc.update(piece);
    }
    piece.clear().limit(BatchHeader.TRAILER_BYTES);
    readFully(channel, piece, end);
    return piece.getInt(0) == batch.bodyBytes() && piece.getInt(4) == (int) crc.getValue();
  }

  /// The checksum in the trailer of a batch.
  int trailerCrc(long position, BatchHeader batch) throws IOException {
    piece.clear().limit(BatchHeader.TRAILER_BYTES);
    readFully(channel, piece, position + BatchHeader.BYTES + batch.bodyBytes());
    return piece.getInt(4);
  }

  /// Fills the buffer up to its limit and flips it.
  static void readFully(FileChannel channel, ByteBuffer buffer, long position) throws IOException {
    while (buffer.hasRemaining()) {
      // Java copies through a direct buffer as large as what is asked for: ask for little.
      int limit = buffer.limit();
      buffer.limit(Math.min(limit, buffer.position() + PIECE_BYTES));
      int read = channel.read(buffer, position + buffer.position());
      buffer.limit(limit);
      if (read < 0) {
        throw new EOFException(
            "file ends at byte %d (expected: %d bytes from byte %d)"
                .formatted(channel.size(), limit, position));
      }
    }
    buffer.flip();
  }
}
