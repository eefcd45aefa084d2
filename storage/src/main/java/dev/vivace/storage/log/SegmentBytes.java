package dev.vivace.storage.log;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/// Reads of a segment file: headers, checked bodies, and searches for what looks like a batch.
/// Memory is one buffer as large as the largest body. For one thread.
final class SegmentBytes {

  private static final int PIECE_BYTES = 256 << 10;
  private static final ByteBuffer ZEROS = ByteBuffer.allocate(PIECE_BYTES).asReadOnlyBuffer();

  private final LogDisk.Input input;
  private final long fileBytes;
  private final ByteBuffer header =
      ByteBuffer.allocate(BatchHeader.BYTES).order(ByteOrder.LITTLE_ENDIAN);
  private final ByteBuffer piece = ByteBuffer.allocate(PIECE_BYTES).order(ByteOrder.LITTLE_ENDIAN);
  private long pieceAt = -1; // position in the file of what `piece` holds, -1: nothing

  SegmentBytes(LogDisk.Input input) throws IOException {
    this.input = input;
    this.fileBytes = input.size();
  }

  long fileBytes() {
    return fileBytes;
  }

  LogDisk.Input input() {
    return input;
  }

  /// The 64 bytes at `position`, which must be there; overwritten by the next call.
  ByteBuffer header(long position) throws IOException {
    readFully(input, header.clear(), position);
    return header;
  }

  /// The position at or after `from` of the next four bytes that begin a batch, or -1.
  long findMagic(long from) throws IOException {
    long at = from;
    while (at + BatchHeader.BYTES <= fileBytes) {
      // A search often goes on where the last one ended: no need to read the same bytes again.
      if (pieceAt < 0 || at < pieceAt || at + Integer.BYTES > pieceAt + piece.limit()) {
        load(at, fileBytes);
      }
      int found = isZero() ? -1 : indexOfMagic((int) (at - pieceAt));
      if (found >= 0) {
        return pieceAt + found;
      }
      at = pieceAt + piece.limit() - (Integer.BYTES - 1);
    }
    return -1;
  }

  private int indexOfMagic(int from) {
    for (int i = from; i + Integer.BYTES <= piece.limit(); i++) {
      if (piece.getInt(i) == BatchHeader.MAGIC) {
        return i;
      }
    }
    return -1;
  }

  /// The position after the last byte at or after `from` that is not zero; `from` if all are.
  long endOfContent(long from) throws IOException {
    long end = from;
    for (long at = from; at < fileBytes; at += piece.limit()) {
      load(at, fileBytes);
      if (!isZero()) {
        int last = piece.limit() - 1;
        while (piece.get(last) == 0) {
          last--;
        }
        end = at + last + 1;
      }
    }
    return end;
  }

  /// Whether records and trailer of a batch are what was written.
  boolean isIntact(long position, BatchHeader batch) throws IOException {
    CRC32C crc = new CRC32C();
    long end = position + BatchHeader.BYTES + batch.bodyBytes();
    for (long at = position + BatchHeader.BYTES; at < end; at += piece.limit()) {
      load(at, end);
      crc.update(piece);
    }
    load(end, end + BatchHeader.TRAILER_BYTES);
    return piece.getInt(0) == batch.bodyBytes() && piece.getInt(4) == (int) crc.getValue();
  }

  /// The checksum in the trailer of a batch.
  int trailerCrc(long position, BatchHeader batch) throws IOException {
    long trailer = position + BatchHeader.BYTES + batch.bodyBytes();
    load(trailer, trailer + BatchHeader.TRAILER_BYTES);
    return piece.getInt(4);
  }

  /// Fills the piece with bytes from `at`, none beyond `end`.
  private void load(long at, long end) throws IOException {
    pieceAt = -1;
    piece.clear().limit((int) Math.min(PIECE_BYTES, end - at));
    readFully(input, piece, at);
    pieceAt = at;
  }

  private boolean isZero() {
    return piece.slice(0, piece.limit()).mismatch(ZEROS.slice(0, piece.limit())) < 0;
  }

  /// Fills the buffer up to its limit and flips it.
  static void readFully(LogDisk.Input input, ByteBuffer buffer, long position) throws IOException {
    while (buffer.hasRemaining()) {
      // Java copies through a direct buffer as large as what is asked for: ask for little.
      int limit = buffer.limit();
      buffer.limit(Math.min(limit, buffer.position() + PIECE_BYTES));
      int read = input.read(buffer, position + buffer.position());
      buffer.limit(limit);
      if (read < 0) {
        throw new EOFException(
            "file ends at byte %d (expected: %d bytes from byte %d)"
                .formatted(input.size(), limit, position));
      }
    }
    buffer.flip();
  }
}
