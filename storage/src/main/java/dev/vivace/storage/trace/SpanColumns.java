package dev.vivace.storage.trace;

import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;

/// The spans of one trace as columns, each identity (span id, kind, start) once. An open hash table
/// finds them.
final class SpanColumns {

  // Drawn anew in each process, so that no sender can make identities that collide.
  private static final long SEED = ThreadLocalRandom.current().nextLong();

  private int count;
  private long[] spanIds = new long[16];
  private int[] kinds = new int[16];
  private long[] startNanos = new long[16];
  private int[] groups = new int[16];
  private long[] slices = new long[16];
  private int[] slots = new int[32]; // span + 1; 0 is free

  int count() {
    return count;
  }

  int group(int span) {
    return groups[span];
  }

  /// Slice of the encoded span in the store.
  long slice(int span) {
    return slices[span];
  }

  boolean contains(long spanId, int kind, long start) {
    return slots[slot(spanId, kind, start)] != 0;
  }

  /// Adds a span whose identity is new.
  void add(long spanId, int kind, long start, int group, long slice) {
    if (count == spanIds.length) {
      grow(count * 2);
    }
    spanIds[count] = spanId;
    kinds[count] = kind;
    startNanos[count] = start;
    groups[count] = group;
    slices[count] = slice;
    slots[slot(spanId, kind, start)] = count + 1;
    count++;
  }

  /// The spans by start, then span id, both unsigned, then kind.
  int[] sorted() {
    int[] order = new int[count];
    Arrays.setAll(order, i -> i);
    return SpanOrder.sort(order, this::isAfter);
  }

  private boolean isAfter(int left, int right) {
    int byStart = Long.compareUnsigned(startNanos[left], startNanos[right]);
    if (byStart != 0) {
      return byStart > 0;
    }
    int byId = Long.compareUnsigned(spanIds[left], spanIds[right]);
    return byId != 0 ? byId > 0 : kinds[left] > kinds[right];
  }

  private void grow(int capacity) {
    spanIds = Arrays.copyOf(spanIds, capacity);
    kinds = Arrays.copyOf(kinds, capacity);
    startNanos = Arrays.copyOf(startNanos, capacity);
    groups = Arrays.copyOf(groups, capacity);
    slices = Arrays.copyOf(slices, capacity);
    slots = new int[capacity * 2];
    for (int span = 0; span < count; span++) {
      slots[slot(spanIds[span], kinds[span], startNanos[span])] = span + 1;
    }
  }

  /// The slot of the identity, or the free one where it would be put.
  private int slot(long spanId, int kind, long start) {
    int slot = (int) mix(mix(spanId ^ SEED) + start + kind) & (slots.length - 1);
    while (slots[slot] != 0) {
      int span = slots[slot] - 1;
      if (spanIds[span] == spanId && startNanos[span] == start && kinds[span] == kind) {
        return slot;
      }
      slot = (slot + 1) & (slots.length - 1);
    }
    return slot;
  }

  /// Spreads every bit of the value over the whole result: the finalizer of MurmurHash3.
  static long mix(long value) {
    long mixed = value;
    mixed = (mixed ^ (mixed >>> 33)) * 0xff51afd7ed558ccdL;
    mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return mixed ^ (mixed >>> 33);
  }
}
