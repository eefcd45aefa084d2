package dev.vivace.storage.trace;

import com.google.common.hash.HashFunction;
import com.google.common.hash.Hashing;
import dev.vivace.model.bytes.ProtobufWriter;
import dev.vivace.model.bytes.Slice;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;

/// Envelopes by content: equal bytes get one code. Codes count from 0. An open hash table whose
/// bytes lie in the trace's store.
final class EnvelopeTable {

  // Keyed anew in each process, so that no sender can make envelopes that collide.
  private static final HashFunction HASH =
      Hashing.sipHash24(
          ThreadLocalRandom.current().nextLong(), ThreadLocalRandom.current().nextLong());

  private final ProtobufWriter store;
  private long[] envelopes = new long[8];
  private int[] hashes = new int[8];
  private int[] slots = new int[16]; // code + 1; 0 is free
  private int count;

  EnvelopeTable(ProtobufWriter store) {
    this.store = store;
  }

  int count() {
    return count;
  }

  /// Slice of the envelope's bytes in the store.
  long envelope(int code) {
    return envelopes[code];
  }

  /// Returns the envelope's code. A new one is taken if there is room, else [TraceSpans#NO_ROOM].
  int intern(byte[] bytes, int offset, int length, boolean room) {
    int hash = HASH.hashBytes(bytes, offset, length).asInt();
    int slot = hash & (slots.length - 1);
    for (; slots[slot] != 0; slot = (slot + 1) & (slots.length - 1)) {
      int code = slots[slot] - 1;
      if (hashes[code] == hash && equalsEnvelope(code, bytes, offset, length)) {
        return code;
      }
    }
    if (!room) {
      return TraceSpans.NO_ROOM;
    }
    slots[slot] = count + 1;
    return add(hash, bytes, offset, length);
  }

  private int add(int hash, byte[] bytes, int offset, int length) {
    if (count == envelopes.length) {
      envelopes = Arrays.copyOf(envelopes, count * 2);
      hashes = Arrays.copyOf(hashes, count * 2);
    }
    envelopes[count] = Slice.of(store.length(), length);
    hashes[count] = hash;
    store.writeRaw(bytes, offset, length);
    count++;
    if (count * 2 > slots.length) {
      rehash();
    }
    return count - 1;
  }

  private void rehash() {
    slots = new int[slots.length * 2];
    for (int code = 0; code < count; code++) {
      int slot = hashes[code] & (slots.length - 1);
      while (slots[slot] != 0) {
        slot = (slot + 1) & (slots.length - 1);
      }
      slots[slot] = code + 1;
    }
  }

  private boolean equalsEnvelope(int code, byte[] bytes, int offset, int length) {
    int start = Slice.offset(envelopes[code]);
    int end = start + Slice.length(envelopes[code]);
    return Arrays.equals(store.bytes(), start, end, bytes, offset, offset + length);
  }
}
