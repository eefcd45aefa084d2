package dev.vivace.storage.block;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Finds the ordinals of traces by the hash of their id. Parts of the index stay in memory once
/// read; a small index is read whole when it is first asked. For any number of threads.
final class TraceIndex {

  private static final int MAX_WHOLE_BYTES = 4 << 20;
  private static final int ENTRY_BYTES = 8;

  private final Place place;
  private final PageSource source;
  private final Extent extent;
  private final int traces;
  private final AtomicLong memoryBytes = new AtomicLong();
  private volatile @Nullable Opened opened;

  /// The whole index as it was read with the tail, until it is needed or proves not to be.
  private volatile @Nullable MemorySource kept;

  TraceIndex(Place place, PageSource source, Extent extent, int traces) {
    this.place = place;
    this.source = source;
    this.extent = extent;
    this.traces = traces;
  }

  /// Keeps the index if the tail has it.
  void keep(Tail tail) {
    MemorySource source = new MemorySource(tail.start(), tail.bytes());
    if (source.holds(extent.offset(), extent.length())) {
      kept = source;
    }
  }

  /// Lets go of what was kept.
  void forget() {
    kept = null;
  }

  /// The ascending ordinals of the traces whose id has this hash.
  int[] find(int hash) {
    Opened index = opened();
    long unsigned = Integer.toUnsignedLong(hash);
    IntStream.Builder found = IntStream.builder();
    for (int page = 0; page < index.parts.length(); page++) {
      if (unsigned >= index.zones.min(page) && unsigned <= index.zones.max(page)) {
        index.part(page, source).find(hash, found);
      }
    }
    return found.build().toArray();
  }

  long memoryBytes() {
    MemorySource source = kept;
    return memoryBytes.get() + (source == null ? 0 : source.bytes().remaining());
  }

  private Opened opened() {
    Opened known = opened;
    return known != null ? known : open();
  }

  private synchronized Opened open() {
    Opened known = opened;
    if (known != null) {
      return known;
    }
    MemorySource here = kept;
    Opened index = SecondRead.of(here == null ? source : here, source, this::open);
    memoryBytes.set(index.memoryBytes());
    opened = index;
    kept = null;
    return index;
  }

  private Opened open(PageSource from) {
    boolean whole = extent.length() < MAX_WHOLE_BYTES;
    PageSource near =
        whole && !(from instanceof MemorySource)
            ? new MemorySource(extent.offset(), from.read(extent.offset(), extent.length()))
            : from;
    Opened index = new Opened(near);
    for (int page = 0; whole && page < index.parts.length(); page++) {
      index.parts.set(page, index.read(page, near));
    }
    return index;
  }

  /// The directory, and the parts read so far; a part is a page of hashes with its ordinals.
  private final class Opened {

    final RowGroupDirectory directory;
    final IntColumn zones;
    final AtomicReferenceArray<@Nullable Part> parts;

    Opened(PageSource from) {
      directory = RowGroupDirectory.read(place, from, extent, kind -> true);
      TableReader table = table(from);
      zones = table.ints(BlockFormat.INDEX_HASH);
      int ordinals = table.ints(BlockFormat.INDEX_ORDINAL).count();
      if (zones.count() != traces || ordinals != traces) {
        throw place.corrupt(
            "entries",
            "%d hashes and %d ordinals (expected: %d)".formatted(zones.count(), ordinals, traces));
      }
      parts = new AtomicReferenceArray<>(zones.pageCount());
    }

    Part part(int page, PageSource from) {
      Part known = parts.get(page);
      if (known != null) {
        return known;
      }
      Part part = read(page, from);
      if (parts.compareAndSet(page, null, part)) {
        memoryBytes.addAndGet((long) part.hashes.length * ENTRY_BYTES);
      }
      return part;
    }

    long memoryBytes() {
      long bytes = directory.memoryBytes();
      for (int page = 0; page < parts.length(); page++) {
        Part part = parts.get(page);
        bytes += part == null ? 0 : (long) part.hashes.length * ENTRY_BYTES;
      }
      return bytes;
    }

    private Part read(int page, PageSource from) {
      TableReader table = table(from);
      int start = zones.pageStart(page);
      int[] hashes = new int[zones.pageStart(page + 1) - start];
      int[] ordinals = new int[hashes.length];
      table.ints(BlockFormat.INDEX_HASH).read(start, hashes.length, hashes, 0);
      table.ints(BlockFormat.INDEX_ORDINAL).read(start, ordinals.length, ordinals, 0);
      for (int i = 0; i < ordinals.length; i++) {
        hashes[i] ^= Integer.MIN_VALUE;
        if (ordinals[i] < 0 || ordinals[i] >= traces) {
          throw place.corrupt(
              "entries", "ordinal %d (expected: below %d)".formatted(ordinals[i], traces));
        }
      }
      return new Part(hashes, ordinals);
    }

    private TableReader table(PageSource from) {
      return new TableReader(directory, BlockFormat.INDEX_TABLE, new PageLoader(extent, from));
    }
  }

  /// @param hashes ascending, with the sign bit flipped so that they sort as unsigned
  private record Part(int[] hashes, int[] ordinals) {

    void find(int hash, IntStream.Builder found) {
      int flipped = hash ^ Integer.MIN_VALUE;
      int at = Arrays.binarySearch(hashes, flipped);
      while (at > 0 && hashes[at - 1] == flipped) {
        at--;
      }
      while (at >= 0 && at < hashes.length && hashes[at] == flipped) {
        found.add(ordinals[at]);
        at++;
      }
    }
  }
}
