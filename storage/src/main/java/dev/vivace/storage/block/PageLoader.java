package dev.vivace.storage.block;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/// Reads, verifies and decompresses the pages of one row group. For one thread.
final class PageLoader {

  /// A row group that is shorter than this is read in one piece when asked to.
  private static final int MAX_WHOLE_BYTES = 4 << 20;

  private static final byte[] NOTHING = {};

  private final Extent extent;
  private final PageSource origin;
  private PageSource source;
  private long inspectedBytes;

  PageLoader(Extent extent, PageSource source) {
    this.extent = extent;
    this.origin = source;
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
    if (pages.storedLength(page) == 0) {
      return NOTHING;
    }
    long offset = extent.offset() + pages.offset(page);
    return SecondRead.of(source, origin, from -> load(from, place, pages, page, offset));
  }

  private static byte[] load(PageSource from, Place place, PageList pages, int page, long offset) {
    String part = PageList.part(page) + " at byte " + offset;
    int length = pages.storedLength(page);
    ByteBuffer stored = from.read(offset, length);
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
