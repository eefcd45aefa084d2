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
/// Small is cheap: up to four strings are compared one by one, and in a head the first ones share
/// chunks with those of other dictionaries, until they are in eight.
///
/// One thread adds; others may read codes while nobody adds, but not look strings up.
public final class ByteDictionary {

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long SEED = new SecureRandom().nextLong();
  private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;

  private static final int OBJECT_BYTES = 40;
  private static final long[] NO_SLOTS = new long[0];
  // The empty strings that come first are in it.
  private static final byte[][] NO_CHUNKS = {new byte[0]};
  private static final int FEW = 4;
  private static final int FIRST_SLOTS = 8;
  private static final int SMALL = 8;
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
  private byte[][] chunks = NO_CHUNKS;
  private int chunkCount = NO_CHUNKS.length;
  private int current; // the chunk that is being filled
  private int freeInCurrent;
  // Slots of hash (upper half) and code + 1 (lower half); 0 is free. Empty for few strings, null
  // once nothing is looked up any more.
  private long @Nullable [] table = NO_SLOTS;

  public ByteDictionary(HeadMemory memory) {
    this(memory, new LongColumn(memory));
  }

  /// Makes a dictionary that keeps where its strings are in a column of another's, who may add to
  /// it, too: the index there is the code. Nothing is looked up in it.
  static ByteDictionary appending(HeadMemory memory, LongColumn positions) {
    ByteDictionary dictionary = new ByteDictionary(memory, positions);
    dictionary.stopInterning();
    return dictionary;
  }

  private ByteDictionary(HeadMemory memory, LongColumn positions) {
    this.memory = memory;
    this.positions = positions;
    memory.count(OBJECT_BYTES);
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
    if (positions.count() * 3 >= slots.length * 2) {
      if (positions.count() <= FEW) {
        return internAmongFew(bytes, offset, length);
      }
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
    slots[slot] = entry(hash, code);
    return code;
  }

  /// The code of a string of another dictionary.
  int internFrom(ByteDictionary source, int code) {
    return intern(source.array(code), source.offset(code), source.length(code));
  }

  private static long entry(int hash, int code) {
    return ((long) hash << 32) | (code + 1);
  }

  private int internAmongFew(byte[] bytes, int offset, int length) {
    int count = positions.count();
    for (int code = 0; code < count; code++) {
      if (equals(code, bytes, offset, length)) {
        return code;
      }
    }
    return append(bytes, offset, length);
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
    if (freeInCurrent < length) {
      appendElsewhere(bytes, offset, length);
      return code;
    }
    int start = chunks[current].length - freeInCurrent;
    System.arraycopy(bytes, offset, chunks[current], start, length);
    positions.add(position(current, start, length));
    freeInCurrent -= length;
    return code;
  }

  /// Adds a string for which the current chunk has no room.
  private void appendElsewhere(byte[] bytes, int offset, int length) {
    ShortStrings shared = chunkCount <= SMALL ? memory.shortStrings() : null;
    if (shared != null && length <= ShortStrings.MAX_LENGTH) {
      int start = shared.reserve(length);
      System.arraycopy(bytes, offset, shared.chunk(), start, length);
      positions.add(position(indexOf(shared.chunk()), start, length));
    } else if (shared != null || length > LONG_STRING) {
      System.arraycopy(bytes, offset, addOwnChunk(length), 0, length);
      positions.add(position(chunkCount - 1, 0, length));
    } else {
      int size = Math.clamp(chunks[current].length * 2L, FIRST_CHUNK, HeadMemory.CHUNK_BYTES);
      freeInCurrent = addOwnChunk(Math.max(length, size)).length;
      current = chunkCount - 1;
      append(bytes, offset, length);
    }
  }

  /// The index of a chunk of the head; it may be there already, as the last of its kind.
  private int indexOf(byte[] chunk) {
    for (int i = chunkCount - 1; i > 0; i--) {
      if (chunks[i] == chunk) {
        return i;
      }
    }
    addChunk(chunk);
    return chunkCount - 1;
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
      memory.countGrown(slots.length, 0, Long.BYTES);
      table = null;
    }
  }

  /// Gives back what can be used again; the dictionary is empty afterwards.
  void release() {
    positions.release();
    chunks = NO_CHUNKS;
    chunkCount = NO_CHUNKS.length;
    current = 0;
    freeInCurrent = 0;
    table = NO_SLOTS;
  }

  private byte[] addOwnChunk(int size) {
    byte[] chunk = new byte[size];
    memory.count(HeadMemory.arrayBytes(size, Byte.BYTES));
    addChunk(chunk);
    return chunk;
  }

  private void addChunk(byte[] chunk) {
    if (chunkCount == chunks.length) {
      int length = chunkCount + 1 + chunkCount / 4;
      memory.countGrown(
          chunks == NO_CHUNKS ? 0 : chunks.length, length, HeadMemory.REFERENCE_BYTES);
      chunks = Arrays.copyOf(chunks, length);
    }
    chunks[chunkCount++] = chunk;
  }

  private long[] rehash(long[] old) {
    long[] slots = new long[Math.max(FIRST_SLOTS, old.length * 2)];
    memory.countGrown(old.length, slots.length, Long.BYTES);
    if (old.length == 0) {
      for (int code = 0; code < positions.count(); code++) {
        insert(slots, entry(hash(array(code), offset(code), length(code)), code));
      }
    }
    for (long entry : old) {
      if (entry != 0) {
        insert(slots, entry);
      }
    }
    table = slots;
    return slots;
  }

  private static void insert(long[] slots, long entry) {
    int mask = slots.length - 1;
    int slot = (int) (entry >>> 32) & mask;
    while (slots[slot] != 0) {
      slot = (slot + 1) & mask;
    }
    slots[slot] = entry;
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
