package dev.vivace.storage.block;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/// Reads, verifies and decompresses the pages of one row group. For one thread.
final class PageLoader {

  /// A row group that is shorter than this is read in one piece when asked to.
  private static final int MAX_WHOLE_BYTES = 4 << 20;

  private static final byte[] NOTHING = {};

  private final Extent extent;
  private PageSource source;
  private long inspectedBytes;

  PageLoader(Extent extent, PageSource source) {
    this.extent = extent;
    this.source = source;
  }

  void prefetch() {
    if (source instanceof MemorySource || source instanceof ReadAheadSource) {
      return;
    }
    source =
        extent.length() < MAX_WHOLE_BYTES
            ? new MemorySource(extent.offset(), source.read(extent.offset(), extent.length()))
            : new ReadAheadSource(source, extent.offset() + extent.length());
  }

  /// The raw bytes of a page; not to be changed.
  byte[] load(Place place, PageList pages, int page) {
    inspectedBytes += pages.rawLength(page);
    int length = pages.storedLength(page);
    if (length == 0) {
      return NOTHING;
    }
    long offset = extent.offset() + pages.offset(page);
    String part = PageList.part(page) + " at byte " + offset;
    ByteBuffer stored = source.read(offset, length);
    if (stored.remaining() != length) {
      throw place.corrupt(
          part, "%d bytes read (expected: %d)".formatted(stored.remaining(), length));
    }
    CRC32C crc = new CRC32C();
    crc.update(stored.duplicate());
    Checks.crc(place, part, (int) crc.getValue(), pages.crc(page));
    return Decompressor.decompress(place, part, pages.codec(page), stored, pages.rawLength(page));
  }

  long inspectedBytes() {
    return inspectedBytes;
  }
}
