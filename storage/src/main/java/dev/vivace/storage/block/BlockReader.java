package dev.vivace.storage.block;

import com.google.common.hash.BloomFilter;
import dev.vivace.storage.block.TraceHash.TraceKey;
import dev.vivace.storage.object.ObjectStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/// Reads one block. Footer and bloom filter stay in memory, parts of the trace index and row-group
/// directories once they were needed. For any number of threads. Damage, wherever it is met, ends
/// in [dev.vivace.model.error.CorruptDataException].
public final class BlockReader {

  private static final int TAIL_BYTES = 256 << 10;
  private static final int MAX_WHOLE_BYTES = 4 << 20;
  private static final int DIGEST_PIECE_BYTES = 1 << 20;
  private static final int ROW_GROUP_MEMORY_BYTES = 128;
  private static final int MAX_TAIL_BYTES = 1 << 20;
  private static final int TAIL_BYTES_BESIDE_TRACES = 32 << 10;

  // Measured: index and bloom filter of 26,000 traces take 5.0 and 1.2 bytes a trace.
  private static final int TAIL_BYTES_A_TRACE = 7;

  private static final int BLOOM_BYTES_A_TRACE = 2;

  private final Place place;
  private final PageSource source;
  private final long length;
  private final IntPredicate knownTables;
  private final Footer footer;
  private final int[] firstTraces;
  private final TraceIndex index;
  private final @Nullable BloomFilter<TraceKey> bloom;
  private final long bloomBytes;
  private final long wholeBytes;
  private final AtomicReferenceArray<@Nullable RowGroupDirectory> directories;

  private BlockReader(
      Place place, PageSource source, long length, int tailBytes, IntPredicate knownTables) {
    this.place = place;
    this.source = source;
    this.length = length;
    this.knownTables = knownTables;
    Tail tail = SecondRead.of(source, from -> Tail.read(place, from, length, tailBytes));
    footer = tail.footer();
    firstTraces = firstTraces(footer);
    index = new TraceIndex(place.traceIndex(), source, footer.index(), footer.traces());
    if (source.readAheadBytes() > 0) {
      index.keep(tail);
    }
    Extent bloomExtent = footer.bloom();
    bloom = bloomExtent != null ? readBloom(place, source, tail, bloomExtent) : null;
    bloomBytes = bloomExtent != null ? bloomExtent.length() : 0;
    wholeBytes = source instanceof MemorySource ? length : 0;
    directories = new AtomicReferenceArray<>(footer.rowGroups().size());
  }

  /// Opens the block that lies in `[offset, offset + length)` of an object, with one read of its
  /// tail. All kinds of tables count as known.
  public static BlockReader open(ObjectStore store, String key, long offset, long length) {
    return open(store, key, offset, length, kind -> true);
  }

  /// @param knownTables the kinds of tables the caller understands; a row group with a required one
  ///   of another kind is refused
  public static BlockReader open(
      ObjectStore store, String key, long offset, long length, IntPredicate knownTables) {
    return open(new StoreSource(store, key, offset), name(key, offset), length, knownTables);
  }

  /// Opens a block of which it is known how many traces it has, so that where reads are dear the
  /// first one gets the trace index, too, unless that is large.
  ///
  /// @param name names the block in error messages
  public static BlockReader open(PageSource source, String name, long length, long traces) {
    int tailBytes = source.readAheadBytes() > 0 ? tailBytes(traces) : TAIL_BYTES;
    return new BlockReader(Place.block(name), source, length, tailBytes, kind -> true);
  }

  /// What footer, bloom filter and index take, or without the index if that is too much.
  private static int tailBytes(long traces) {
    long withIndex = TAIL_BYTES_BESIDE_TRACES + TAIL_BYTES_A_TRACE * traces;
    long without = TAIL_BYTES_BESIDE_TRACES + BLOOM_BYTES_A_TRACE * traces;
    return (int) (withIndex <= MAX_TAIL_BYTES ? withIndex : Math.min(MAX_TAIL_BYTES, without));
  }

  /// Opens a block of at most 4 MiB by reading all of it; the bytes stay in memory.
  public static BlockReader openWhole(
      ObjectStore store, String key, long offset, int length, IntPredicate knownTables) {
    if (length < 0 || length > MAX_WHOLE_BYTES) {
      throw new IllegalArgumentException(
          "block '%s' of %d bytes (expected: at most %d to read it whole); open it instead"
              .formatted(key, length, MAX_WHOLE_BYTES));
    }
    MemorySource source = new MemorySource(0, store.read(key, offset, length));
    Place place = Place.block(name(key, offset));
    return new BlockReader(place, source, length, length, knownTables);
  }

  /// Opens a block that comes from somewhere else.
  ///
  /// @param name names the block in error messages
  public static BlockReader open(
      PageSource source, String name, long length, IntPredicate knownTables) {
    return new BlockReader(Place.block(name), source, length, TAIL_BYTES, knownTables);
  }

  /// How error messages name the block.
  public String name() {
    return place.block();
  }

  public long lengthBytes() {
    return length;
  }

  public BlockInfo info() {
    return footer.info();
  }

  public int rowGroupCount() {
    return footer.rowGroups().size();
  }

  public RowGroupInfo rowGroupInfo(int rowGroup) {
    return footer.rowGroups().get(rowGroup).info();
  }

  /// How many bytes of the block a row group takes.
  public long rowGroupBytes(int rowGroup) {
    return footer.rowGroups().get(rowGroup).extent().length();
  }

  /// The ordinal of the first trace of a row group.
  public int firstTrace(int rowGroup) {
    return firstTraces[Objects.checkIndex(rowGroup, rowGroupCount())];
  }

  /// The row group in which the trace of this ordinal lies.
  public int rowGroupOfTrace(int ordinal) {
    Objects.checkIndex(ordinal, firstTraces[rowGroupCount()]);
    int found = Arrays.binarySearch(firstTraces, ordinal);
    int rowGroup = found >= 0 ? found : -found - 2;
    while (firstTraces[rowGroup + 1] <= ordinal) {
      rowGroup++; // row groups without traces begin where the next one begins
    }
    return rowGroup;
  }

  /// False if the block surely lacks the trace. No I/O.
  public boolean mightContain(long idHigh, long idLow) {
    boolean might = bloom == null || bloom.mightContain(new TraceKey(idHigh, idLow));
    if (!might) {
      index.forget();
    }
    return might;
  }

  /// The ascending ordinals of the traces that may have this id: the caller compares the whole id.
  /// Reads a part of the trace index and keeps it.
  public int[] findCandidates(long idHigh, long idLow) {
    return index.find(TraceHash.index(idHigh, idLow));
  }

  /// A reader of one row group for one thread. Reads its directory if nobody did before.
  public RowGroupReader rowGroup(int rowGroup) {
    RowGroupInfo info = footer.rowGroups().get(rowGroup).info();
    return new RowGroupReader(rowGroup, info, directory(rowGroup, source), source);
  }

  /// A reader for much of one row group: where reads are dear it reads the row group at once, if
  /// that is small enough, its directory included. Elsewhere as [#rowGroup].
  public RowGroupReader wholeRowGroup(int rowGroup) {
    Footer.RowGroup entry = footer.rowGroups().get(rowGroup);
    Extent extent = entry.extent();
    if (extent.length() > source.readAheadBytes()) {
      RowGroupReader reader = rowGroup(rowGroup);
      if (source.readAheadBytes() > 0) {
        reader.prefetch();
      }
      return reader;
    }
    MemorySource whole =
        new MemorySource(extent.offset(), source.read(extent.offset(), extent.length()));
    return new RowGroupReader(rowGroup, entry.info(), directory(rowGroup, whole), whole, source);
  }

  private RowGroupDirectory directory(int rowGroup, PageSource from) {
    RowGroupDirectory known = directories.get(rowGroup);
    if (known != null) {
      return known;
    }
    Extent extent = footer.rowGroups().get(rowGroup).extent();
    RowGroupDirectory read =
        SecondRead.of(
            from,
            source,
            near -> RowGroupDirectory.read(place.rowGroup(rowGroup), near, extent, knownTables));
    directories.set(rowGroup, read);
    return read;
  }

  /// Reads the whole block and digests it, to compare with what the writer returned.
  public BlockDigest digest() {
    MessageDigest sha256 = BlockDigest.newSha256();
    for (long offset = 0; offset < length; offset += DIGEST_PIECE_BYTES) {
      int size = (int) Math.min(DIGEST_PIECE_BYTES, length - offset);
      sha256.update(source.read(offset, size).duplicate());
    }
    return BlockDigest.of(ByteBuffer.wrap(sha256.digest()));
  }

  /// About how much memory this reader holds; grows as directories and index are read.
  public long memoryBytes() {
    long bytes = wholeBytes + index.memoryBytes() + bloomBytes;
    bytes += (long) rowGroupCount() * ROW_GROUP_MEMORY_BYTES;
    bytes += (long) footer.info().splitTraces().length * Integer.BYTES;
    for (int i = 0; i < directories.length(); i++) {
      RowGroupDirectory directory = directories.get(i);
      bytes += directory != null ? directory.memoryBytes() : 0;
    }
    return bytes;
  }

  private static String name(String key, long offset) {
    return offset == 0 ? key : key + " at byte " + offset;
  }

  private static int[] firstTraces(Footer footer) {
    int[] first = new int[footer.rowGroups().size() + 1];
    for (int i = 0; i < footer.rowGroups().size(); i++) {
      first[i + 1] = first[i] + footer.rowGroups().get(i).info().traces();
    }
    return first;
  }

  private static BloomFilter<TraceKey> readBloom(
      Place place, PageSource source, Tail tail, Extent extent) {
    PageSource near =
        extent.offset() >= tail.start() ? new MemorySource(tail.start(), tail.bytes()) : source;
    String part = "bloom filter at byte " + extent.offset();
    byte[] raw =
        SecondRead.of(
            near,
            source,
            from -> Frame.read(place, part, from.read(extent.offset(), extent.length())));
    try {
      return BloomFilter.readFrom(new ByteArrayInputStream(raw), TraceHash.funnel());
    } catch (IOException | RuntimeException e) {
      throw place.corrupt(part, "not a Guava bloom filter: " + e.getMessage(), e);
    }
  }
}
