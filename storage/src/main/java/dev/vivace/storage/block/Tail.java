package dev.vivace.storage.block;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.CRC32C;

/// The end of a block, as far as it was read when the block was opened: at least its whole footer.
///
/// @param start where in the block the bytes begin
record Tail(Footer footer, long start, ByteBuffer bytes) {

  private static final int CHECKED_TRAILER_BYTES = 8;

  static Tail read(Place place, PageSource source, long length, int tailBytes) {
    int minBytes = BlockFormat.HEADER_BYTES + BlockFormat.TRAILER_BYTES;
    if (length < minBytes) {
      throw place.corrupt("block", "%d bytes (expected: at least %d)".formatted(length, minBytes));
    }
    int size = (int) Math.min(length, tailBytes);
    ByteBuffer bytes = readEnd(place, source, length, size);
    int needed = footerLength(place, bytes, length) + BlockFormat.TRAILER_BYTES;
    if (needed > size) {
      bytes = readEnd(place, source, length, needed);
    }
    if (bytes.remaining() == length) {
      checkHeader(place, bytes);
    }
    long start = length - bytes.remaining();
    return new Tail(readFooter(place, bytes, needed, length), start, bytes);
  }

  private static ByteBuffer readEnd(Place place, PageSource source, long length, int size) {
    ByteBuffer read = source.read(length - size, size).slice().order(ByteOrder.LITTLE_ENDIAN);
    if (read.remaining() != size) {
      throw place.corrupt("tail", "%d bytes read (expected: %d)".formatted(read.remaining(), size));
    }
    return read;
  }

  /// Checks that the block ends as blocks do.
  private static int footerLength(Place place, ByteBuffer tail, long length) {
    byte[] magic = new byte[BlockFormat.TRAILER_MAGIC.length];
    tail.get(tail.limit() - magic.length, magic);
    if (!Arrays.equals(magic, BlockFormat.TRAILER_MAGIC)) {
      throw place.corrupt("trailer", "the block does not end with its magic: cut off or no block");
    }
    int footerLength = tail.getInt(tail.limit() - BlockFormat.TRAILER_BYTES);
    long limit =
        Math.min(
            BlockFormat.MAX_FOOTER_BYTES,
            length - BlockFormat.HEADER_BYTES - BlockFormat.TRAILER_BYTES);
    if (footerLength < 0 || footerLength > limit) {
      throw place.corrupt(
          "trailer",
          "footer of %d bytes (expected: at most %d)".formatted(footerLength & 0xFFFFFFFFL, limit));
    }
    return footerLength;
  }

  private static Footer readFooter(Place place, ByteBuffer tail, int needed, long length) {
    int from = tail.limit() - needed;
    int trailer = tail.limit() - BlockFormat.TRAILER_BYTES;
    CRC32C crc = new CRC32C();
    crc.update(tail.slice(from, trailer - from + CHECKED_TRAILER_BYTES));
    int expected = tail.getInt(trailer + CHECKED_TRAILER_BYTES);
    Checks.crc(place, "footer at byte " + (length - needed), (int) crc.getValue(), expected);
    int version = tail.getInt(trailer + Integer.BYTES);
    if (version != BlockFormat.VERSION) {
      throw place.corrupt(
          "trailer",
          "format version %d (expected: %d); upgrade this server to the release that wrote the block"
              .formatted(version, BlockFormat.VERSION));
    }
    byte[] footer = new byte[trailer - from];
    tail.get(from, footer);
    String part = "footer at byte " + (length - needed);
    return new FooterReader(new ByteCursor(place, part, footer), length - needed).read();
  }

  private static void checkHeader(Place place, ByteBuffer block) {
    byte[] header = new byte[BlockFormat.HEADER_BYTES];
    block.get(0, header);
    if (!Arrays.equals(header, 0, header.length, BlockWriter.header(), 0, header.length)) {
      throw place.corrupt("header", "magic or version differ from the trailer's");
    }
  }
}
