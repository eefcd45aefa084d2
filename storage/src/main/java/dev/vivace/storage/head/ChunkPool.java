package dev.vivace.storage.head;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// Full-size chunks of columns for reuse. Thread-safe.
final class ChunkPool {

  private final ArrayDeque<int[]> ints = new ArrayDeque<>();
  private final ArrayDeque<long[]> longs = new ArrayDeque<>();
  private volatile long bytes;

  long bytes() {
    return bytes;
  }

  synchronized int @Nullable [] takeInts() {
    int[] chunk = ints.pollLast();
    count(chunk == null ? 0 : -1);
    return chunk;
  }

  synchronized long @Nullable [] takeLongs() {
    long[] chunk = longs.pollLast();
    count(chunk == null ? 0 : -1);
    return chunk;
  }

  /// Keeps the chunk if the pool then holds at most so much.
  synchronized void giveBack(int[] chunk, long maxBytes) {
    if (bytes + HeadMemory.CHUNK_BYTES <= maxBytes) {
      ints.addLast(chunk);
      count(1);
    }
  }

  synchronized void giveBack(long[] chunk, long maxBytes) {
    if (bytes + HeadMemory.CHUNK_BYTES <= maxBytes) {
      longs.addLast(chunk);
      count(1);
    }
  }

  /// Drops chunks until the pool holds at most so much.
  void shrinkTo(long maxBytes) {
    if (bytes > 0 && bytes > maxBytes) {
      drop(maxBytes);
    }
  }

  private synchronized void drop(long maxBytes) {
    while (bytes > 0 && bytes > maxBytes) {
      if (ints.size() > longs.size()) {
        ints.removeLast();
      } else {
        longs.removeLast();
      }
      count(-1);
    }
  }

  private synchronized void count(int chunks) {
    bytes += (long) chunks * HeadMemory.CHUNK_BYTES;
  }
}
