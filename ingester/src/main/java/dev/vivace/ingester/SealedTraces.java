package dev.vivace.ingester;

import com.google.common.hash.BloomFilter;
import com.google.common.hash.Funnels;
import dev.vivace.model.id.TenantId;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;

/// Remembers which traces were written to blocks within the last hour, in a ring of bloom filters
/// of about 20 bits a trace, begun anew every ten minutes: a trace that comes again is listed as
/// split by the block that it comes to. For one thread.
///
/// Memory is bounded: under more load than that the oldest filters go earlier than after an hour.
final class SealedTraces {

  private static final long SLOT_NANOS = 600_000_000_000L;
  private static final int SLOTS = 6;
  private static final int FIRST_CAPACITY = 1 << 12;
  private static final double FALSE_POSITIVES = 0.0001;
  private static final double BYTES_A_TRACE = 2.4;

  private final long maxBytes;
  private final Deque<Part> parts = new ArrayDeque<>();
  private long bytes;
  private int tracesInSlot;

  /// @param maxBytes what the filters may take together; at least one small filter is always there
  SealedTraces(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  long bytes() {
    return bytes;
  }

  boolean contains(TenantId tenant, long traceHigh, long traceLow) {
    byte[] key = key(tenant, traceHigh, traceLow);
    for (Part part : parts) {
      if (part.filter.mightContain(key)) {
        return true;
      }
    }
    return false;
  }

  /// Adds a trace that was written at this time; times do not decrease.
  void add(TenantId tenant, long traceHigh, long traceLow, long appendNanos) {
    long number = appendNanos / SLOT_NANOS;
    while (!parts.isEmpty() && parts.getFirst().number <= number - SLOTS) {
      dropFirst();
    }
    if (parts.isEmpty() || parts.getLast().number < number) {
      // As many as in the slot before, so that a look-up asks few filters.
      addPart(number, tracesInSlot);
      tracesInSlot = 0;
    } else if (parts.getLast().room == 0) {
      addPart(parts.getLast().number, tracesInSlot);
    }
    parts.getLast().filter.put(key(tenant, traceHigh, traceLow));
    parts.getLast().room--;
    tracesInSlot++;
  }

  private void addPart(long number, int wanted) {
    long most = (long) (maxBytes / BYTES_A_TRACE / 4);
    int capacity = (int) Math.max(FIRST_CAPACITY, Math.min(wanted, Math.min(most, 1 << 24)));
    long size = (long) (capacity * BYTES_A_TRACE);
    while (!parts.isEmpty() && bytes + size > maxBytes) {
      dropFirst();
    }
    parts.addLast(new Part(number, capacity, size));
    bytes += size;
  }

  private void dropFirst() {
    bytes -= parts.removeFirst().bytes;
  }

  private static byte[] key(TenantId tenant, long traceHigh, long traceLow) {
    return ByteBuffer.allocate(20)
        .putLong(traceHigh)
        .putLong(traceLow)
        .putInt(tenant.value().hashCode())
        .array();
  }

  /// A filter and how many traces it has room for.
  private static final class Part {

    private final long number;
    private final BloomFilter<byte[]> filter;
    private final long bytes;
    private int room;

    Part(long number, int capacity, long bytes) {
      this.number = number;
      this.filter = BloomFilter.create(Funnels.byteArrayFunnel(), capacity, FALSE_POSITIVES);
      this.bytes = bytes;
      this.room = capacity;
    }
  }
}
