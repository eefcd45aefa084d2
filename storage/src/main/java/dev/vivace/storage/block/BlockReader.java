package dev.vivace.storage.block;

import dev.vivace.storage.object.ObjectStore;
import java.util.function.IntPredicate;

/// Reads one block. Footer and bloom filter stay in memory, parts of the trace index and row-group
/// directories once they were needed. For any number of threads.
@SuppressWarnings("DoNotCallSuggester")
public final class BlockReader {

  private BlockReader() {}

  /// Opens the block that lies in `[offset, offset + length)` of an object, with one read of its
  /// tail. All kinds of tables count as known.
  public static BlockReader open(ObjectStore store, String key, long offset, long length) {
    return open(store, key, offset, length, kind -> true);
  }

  /// @param knownTables the kinds of tables the caller understands; a row group with a required one
  ///   of another kind is refused
  public static BlockReader open(
      ObjectStore store, String key, long offset, long length, IntPredicate knownTables) {
    throw new UnsupportedOperationException();
  }

  /// Opens a block of at most 4 MiB by reading all of it; the bytes stay in memory.
  public static BlockReader openWhole(
      ObjectStore store, String key, long offset, int length, IntPredicate knownTables) {
    throw new UnsupportedOperationException();
  }

  /// Opens a block that comes from somewhere else.
  ///
  /// @param name names the block in error messages
  public static BlockReader open(
      PageSource source, String name, long length, IntPredicate knownTables) {
    throw new UnsupportedOperationException();
  }

  public String name() {
    throw new UnsupportedOperationException();
  }

  public BlockInfo info() {
    throw new UnsupportedOperationException();
  }

  public int rowGroupCount() {
    throw new UnsupportedOperationException();
  }

  public RowGroupInfo rowGroupInfo(int rowGroup) {
    throw new UnsupportedOperationException();
  }

  /// The ordinal of the first trace of a row group.
  public int firstTrace(int rowGroup) {
    throw new UnsupportedOperationException();
  }

  /// The row group in which the trace of this ordinal lies.
  public int rowGroupOfTrace(int ordinal) {
    throw new UnsupportedOperationException();
  }

  /// False if the block surely lacks the trace. No I/O.
  public boolean mightContain(long idHigh, long idLow) {
    throw new UnsupportedOperationException();
  }

  /// The ascending ordinals of the traces that may have this id: the caller compares the whole id.
  /// Reads a part of the trace index and keeps it.
  public int[] findCandidates(long idHigh, long idLow) {
    throw new UnsupportedOperationException();
  }

  /// A reader of one row group for one thread. Reads its directory if nobody did before.
  public RowGroupReader rowGroup(int rowGroup) {
    throw new UnsupportedOperationException();
  }

  /// About how much memory this reader holds; grows as directories and index are read.
  public long memoryBytes() {
    throw new UnsupportedOperationException();
  }
}
