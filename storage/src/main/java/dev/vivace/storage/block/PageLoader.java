package dev.vivace.storage.block;

import dev.vivace.model.error.CorruptDataException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// Reads, verifies and decompresses the pages of one row group. For one thread.
final class PageLoader {

  /// A row group that is shorter than this is read in one piece when asked to.
  private static final int MAX_WHOLE_BYTES = 4 << 20;

  /// Where reads are dear, this much of a column's pages is read at once.
  private static final int MAX_PIECE_BYTES = 1 << 20;

  /// What pages that are kept take at most, decompressed.
  private static final int MAX_KEPT_BYTES = 8 << 20;

  private static final byte[] NOTHING = {};

  private final Extent extent;
  private final Map<PageList, MemorySource> pieces = new HashMap<>();
  private final PageSource origin;
  private PageSource source;
  private @Nullable Map<Long, byte[]> kept; // By offset; null while none is kept.
  private int keptBytes;
  private long inspectedBytes;

  PageLoader(Extent extent, PageSource source) {
    this(extent, source, source);
  }

  /// @param origin where a page comes from that does not read back from the source
  PageLoader(Extent extent, PageSource source, PageSource origin) {
    this.extent = extent;
    this.origin = origin;
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

  /// Keeps the pages that are loaded from now on for those who load them again.
  void keep() {
    kept = new HashMap<>();
  }

  /// The raw bytes of a page; not to be changed.
  byte[] load(Place place, PageList pages, int page) {
    if (pages.storedLength(page) == 0) {
      return NOTHING;
    }
    long offset = extent.offset() + pages.offset(page);
    Map<Long, byte[]> known = kept;
    byte[] raw = known == null ? null : known.get(offset);
    if (raw == null) {
      raw = load(place, pages, page, offset);
      inspectedBytes += raw.length;
      if (known != null) {
        keep(known, offset, raw);
      }
    }
    return raw;
  }

  private void keep(Map<Long, byte[]> known, long offset, byte[] raw) {
    if (keptBytes > MAX_KEPT_BYTES - raw.length) {
      known.clear();
      keptBytes = 0;
    }
    known.put(offset, raw);
    keptBytes += raw.length;
  }

  private byte[] load(Place place, PageList pages, int page, long offset) {
    int length = pages.storedLength(page);
    // Without a lambda, for this is hot, and what the compiler makes of a lambda here is large.
    try {
      return decode(read(pages, page, offset, length), place, pages, page, offset);
    } catch (CorruptDataException e) {
      return SecondRead.after(
          e, origin, from -> decode(from.read(offset, length), place, pages, page, offset));
    }
  }

  private static byte[] decode(
      ByteBuffer stored, Place place, PageList pages, int page, long offset) {
    String part = PageList.part(page) + " at byte " + offset;
    int length = pages.storedLength(page);
    if (stored.remaining() != length) {
      throw place.corrupt(
          part, "%d bytes read (expected: %d)".formatted(stored.remaining(), length));
    }
    CRC32C crc = new CRC32C();
    crc.update(stored.duplicate());
    Checks.crc(place, part, (int) crc.getValue(), pages.crc(page));
    return Decompressor.decompress(place, part, pages.codec(page), stored, pages.rawLength(page));
  }

  /// Reads a page, and those that follow it in its column where that saves reads.
  private ByteBuffer read(PageList pages, int page, long offset, int length) {
    int ahead = Math.min(MAX_PIECE_BYTES, source.readAheadBytes());
    if (length >= ahead) {
      return source.read(offset, length);
    }
    MemorySource piece = pieces.get(pages);
    if (piece == null || !piece.holds(offset, length)) {
      int size = (int) Math.min(ahead, pages.offset(pages.count()) - pages.offset(page));
      piece = new MemorySource(offset, source.read(offset, size));
      pieces.put(pages, piece);
    }
    return piece.read(offset, length);
  }

  long inspectedBytes() {
    return inspectedBytes;
  }
}
