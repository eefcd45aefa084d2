package dev.vivace.ingester;

import com.google.common.hash.BloomFilter;
import com.google.common.hash.Funnels;
import dev.vivace.model.id.TenantId;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/// Remembers for an hour which traces were written to blocks, in a ring of ten-minute bloom filters
/// of about 20 bits a trace: a trace that comes again is listed as split by the block that it comes
/// to. For one thread.
final class SealedTraces {

  private static final long SLOT_NANOS = 600_000_000_000L;
  private static final int SLOTS = 6;
  private static final int FIRST_CAPACITY = 1 << 12;
  private static final int MAX_CAPACITY = 1 << 22;
  private static final double FALSE_POSITIVES = 0.0001;

  private final Deque<Slot> slots = new ArrayDeque<>();

  boolean contains(TenantId tenant, long traceHigh, long traceLow) {
    byte[] key = key(tenant, traceHigh, traceLow);
    for (Slot slot : slots) {
      if (slot.contains(key)) {
        return true;
      }
    }
    return false;
  }

  /// Adds a trace that was written at this time; times do not decrease.
  void add(TenantId tenant, long traceHigh, long traceLow, long appendNanos) {
    long number = appendNanos / SLOT_NANOS;
    if (slots.isEmpty() || slots.getLast().number < number) {
      slots.addLast(new Slot(number));
    }
    while (slots.getFirst().number <= number - SLOTS) {
      slots.removeFirst();
    }
    slots.getLast().add(key(tenant, traceHigh, traceLow));
  }

  private static byte[] key(TenantId tenant, long traceHigh, long traceLow) {
    return ByteBuffer.allocate(20)
        .putLong(traceHigh)
        .putLong(traceLow)
        .putInt(tenant.value().hashCode())
        .array();
  }

  /// Ten minutes: filters of doubling capacity; the last may be overfull, which only costs needless
  /// listings.
  private static final class Slot {

    private final long number;
    private final List<BloomFilter<byte[]>> filters = new ArrayList<>();
    private int room;

    Slot(long number) {
      this.number = number;
    }

    boolean contains(byte[] key) {
      for (BloomFilter<byte[]> filter : filters) {
        if (filter.mightContain(key)) {
          return true;
        }
      }
      return false;
    }

    void add(byte[] key) {
      if (room == 0 && filters.size() < 16) {
        int capacity = Math.min(MAX_CAPACITY, FIRST_CAPACITY << filters.size());
        filters.add(BloomFilter.create(Funnels.byteArrayFunnel(), capacity, FALSE_POSITIVES));
        room = capacity;
      }
      filters.getLast().put(key);
      room = Math.max(0, room - 1);
    }
  }
}
