package dev.vivace.storage.head;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.SecureRandom;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Byte strings by code, in the order in which they were added: [#intern] gives equal strings the
/// same code, [#append] gives each a new one. The bytes lie in chunks that never move. The hash is
/// seeded per process, so that nobody can send keys that collide.
///
/// One thread adds; others may read codes that were published to them, but not look strings up.
public final class ByteDictionary {

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long SEED = new SecureRandom().nextLong();
  private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;

  private static final long[] NO_SLOTS = new long[0];
  private static final int FIRST_CHUNK = 256;
  // A longer string that does not fit has a chunk of its own: less than a quarter of the others
  // stays unused.
  private static final int LONG_STRING = HeadMemory.CHUNK_BYTES / 4;
  // A position packs chunk (20 bits), offset (17) and length (27): strings up to 128 MiB.
  private static final int OFFSET_SHIFT = 27;
  private static final int CHUNK_SHIFT = 44;
  private static final long LENGTH_MASK = (1L << OFFSET_SHIFT) - 1;
  private static final int MAX_LENGTH = (int) LENGTH_MASK;
  private static final long OFFSET_MASK = (1L << (CHUNK_SHIFT - OFFSET_SHIFT)) - 1;

  private final HeadMemory memory;
  private final LongColumn positions;
  private byte[][] chunks = new byte[4][];
  private int chunkCount;
  private int current; // the chunk that is being filled
  private int usedInCurrent;
  private int freeInCurrent;
  // Slots of hash (upper half) and code + 1 (lower half); 0 is free. Null once nothing is looked up
  // any more.
  private long @Nullable [] table = NO_SLOTS;
  private int used;
  private long countedBytes;

  public ByteDictionary(HeadMemory memory) {
    this.memory = memory;
    this.positions = new LongColumn(memory);
  }

  /// How many codes there are: 0 to `size() - 1`.
  public int size() {
    return positions.count();
  }

  /// The array that holds the string of a code, at [#offset] with [#length].
  public byte[] array(int code) {
    return chunks[(int) (positions.get(code) >>> CHUNK_SHIFT)];
  }

  public int offset(int code) {
    return (int) ((positions.get(code) >>> OFFSET_SHIFT) & OFFSET_MASK);
  }

  public int length(int code) {
    return (int) (positions.get(code) & LENGTH_MASK);
  }

  /// The code of this string; a new one if it was never interned.
  public int intern(byte[] bytes, int offset, int length) {
    long[] slots = table;
    if (slots == null) {
      return append(bytes, offset, length);
    }
    if (used * 3 >= slots.length * 2) {
      slots = rehash(slots);
    }
    int hash = hash(bytes, offset, length);
    int mask = slots.length - 1;
    int slot = hash & mask;
    for (long found = slots[slot]; found != 0; found = slots[slot]) {
      if ((int) (found >>> 32) == hash && equals((int) found - 1, bytes, offset, length)) {
        return (int) found - 1;
      }
      slot = (slot + 1) & mask;
    }
    int code = append(bytes, offset, length);
    slots[slot] = ((long) hash << 32) | (code + 1);
    used++;
    return code;
  }

  /// Whether the string of a code equals these bytes.
  public boolean equals(int code, byte[] bytes, int offset, int length) {
    long position = positions.get(code);
    if ((position & LENGTH_MASK) != length) {
      return false;
    }
    int start = (int) ((position >>> OFFSET_SHIFT) & OFFSET_MASK);
    return Arrays.equals(
        chunks[(int) (position >>> CHUNK_SHIFT)],
        start,
        start + length,
        bytes,
        offset,
        offset + length);
  }

  /// Adds the string under a code of its own.
  public int append(byte[] bytes, int offset, int length) {
    int code = positions.count();
    if (chunkCount == 0 || freeInCurrent < length) {
      if (length > LONG_STRING) {
        System.arraycopy(bytes, offset, addChunk(length), 0, length);
        positions.add(position(chunkCount - 1, 0, length));
        return code;
      }
      // Doubling up to full size; long strings count as chunks, too, but they only speed it up.
      addChunk(
          Math.max(
              length, Math.min(HeadMemory.CHUNK_BYTES, FIRST_CHUNK << Math.min(chunkCount, 8))));
      current = chunkCount - 1;
      usedInCurrent = 0;
      freeInCurrent = chunks[current].length;
    }
    System.arraycopy(bytes, offset, chunks[current], usedInCurrent, length);
    positions.add(position(current, usedInCurrent, length));
    usedInCurrent += length;
    freeInCurrent -= length;
    return code;
  }

  private static long position(int chunk, int offset, int length) {
    if (length > MAX_LENGTH) {
      throw new IllegalArgumentException(
          "string of %d bytes (limit: %d)".formatted(length, MAX_LENGTH));
    }
    return ((long) chunk << CHUNK_SHIFT) | ((long) offset << OFFSET_SHIFT) | length;
  }

  /// Drops the look-up table: from now on [#intern] only appends.
  void stopInterning() {
    long[] slots = table;
    if (slots != null) {
      count(-(long) slots.length * Long.BYTES);
      table = null;
    }
  }

  void release() {
    positions.release();
    memory.count(-countedBytes);
    countedBytes = 0;
    chunks = new byte[4][];
    chunkCount = 0;
    current = 0;
    usedInCurrent = 0;
    freeInCurrent = 0;
    table = NO_SLOTS;
    used = 0;
  }

  private byte[] addChunk(int size) {
    if (chunkCount == chunks.length) {
      chunks = Arrays.copyOf(chunks, chunkCount * 2);
    }
    byte[] chunk = new byte[size];
    chunks[chunkCount++] = chunk;
    count(size);
    return chunk;
  }

  private long[] rehash(long[] old) {
    long[] slots = new long[Math.max(16, old.length * 2)];
    count((long) (slots.length - old.length) * Long.BYTES);
    int mask = slots.length - 1;
    for (long entry : old) {
      if (entry != 0) {
        int slot = (int) (entry >>> 32) & mask;
        while (slots[slot] != 0) {
          slot = (slot + 1) & mask;
        }
        slots[slot] = entry;
      }
    }
    table = slots;
    return slots;
  }

  private void count(long bytes) {
    countedBytes += bytes;
    memory.count(bytes);
  }

  /// The hash by which equal strings are found; another one in each process.
  public static int hash(byte[] bytes, int offset, int length) {
    long hash = SEED ^ (length * MULTIPLIER);
    int end = offset + length;
    if (length >= Long.BYTES) {
      for (int at = offset; at < end - Long.BYTES; at += Long.BYTES) {
        hash = mix(hash ^ (long) LONG.get(bytes, at));
      }
      hash = mix(hash ^ (long) LONG.get(bytes, end - Long.BYTES)); // may overlap the one before
    } else if (length >= Integer.BYTES) {
      long first = (int) INT.get(bytes, offset);
      hash =
          mix(hash ^ ((first << 32) | ((int) INT.get(bytes, end - Integer.BYTES) & 0xFFFFFFFFL)));
    } else if (length > 0) {
      int middle = offset + (length >>> 1);
      hash = mix(hash ^ shortKey(bytes[offset], bytes[middle], bytes[end - 1]));
    }
    return (int) (hash ^ (hash >>> 32));
  }

  private static long shortKey(byte first, byte middle, byte last) {
    return ((first & 0xFFL) << 16) | ((middle & 0xFF) << 8) | (last & 0xFF);
  }

  private static long mix(long value) {
    long product = value * MULTIPLIER;
    return product ^ (product >>> 29);
  }
}
