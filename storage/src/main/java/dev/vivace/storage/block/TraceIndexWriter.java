package dev.vivace.storage.block;

import com.google.common.hash.BloomFilter;
import dev.vivace.storage.block.TraceHash.TraceKey;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;

/// Collects the ids of a block's traces for its trace index and bloom filter.
///
/// The index has the form of a row group with one table: the hashes of all traces, ascending and
/// unsigned, and beside them the ordinals; equal hashes by ascending ordinal.
final class TraceIndexWriter {

  private static final int INITIAL_TRACES = 1 << 10;

  private long[] high = new long[INITIAL_TRACES];
  private long[] low = new long[INITIAL_TRACES];
  private int traces;

  int traces() {
    return traces;
  }

  void add(long idHigh, long idLow) {
    if (traces == BlockFormat.MAX_TRACES) {
      throw new IllegalArgumentException(
          "more than %d traces in a block; begin another".formatted(BlockFormat.MAX_TRACES));
    }
    if (traces == high.length) {
      high = Arrays.copyOf(high, traces * 2);
      low = Arrays.copyOf(low, traces * 2);
    }
    high[traces] = idHigh;
    low[traces] = idLow;
    traces++;
  }

  void writeTable(TableWriter table) throws IOException {
    long[] entries = sortedEntries();
    long[] hashes = Arrays.stream(entries).map(entry -> hash(entry) & 0xFFFFFFFFL).toArray();
    table.ints(BlockFormat.INDEX_HASH, NumberOrder.UNSIGNED, hashes, traces);
    int[] ordinals = Arrays.stream(entries).mapToInt(entry -> (int) entry).toArray();
    table.ints(BlockFormat.INDEX_ORDINAL, ordinals, traces);
  }

  byte[] bloomFilter() throws IOException {
    BloomFilter<TraceKey> bloom = TraceHash.newBloomFilter(traces);
    for (int i = 0; i < traces; i++) {
      bloom.put(new TraceKey(high[i], low[i]));
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bloom.writeTo(bytes);
    return bytes.toByteArray();
  }

  /// Hash and ordinal in one long, the hash's sign bit flipped so that it sorts as unsigned.
  private long[] sortedEntries() {
    long[] entries = new long[traces];
    for (int i = 0; i < traces; i++) {
      long hash = TraceHash.index(high[i], low[i]) ^ Integer.MIN_VALUE;
      entries[i] = (hash << Integer.SIZE) | i;
    }
    Arrays.sort(entries);
    return entries;
  }

  private static long hash(long entry) {
    return (entry >>> Integer.SIZE) ^ 0x80000000L;
  }
}
