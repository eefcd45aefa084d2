package dev.vivace.distributor.redact;

import dev.vivace.distributor.ingest.RefusedException;
import dev.vivace.model.bytes.ProtobufWriter;
import dev.vivace.model.error.RequestTooLargeException;
import java.util.Arrays;

/// What is put in the place of which bytes of a protobuf message, collected front to back in one
/// pass over it, then done at once. The lengths of messages around a splice change with it:
///
/// ```text
///   slot = open(…)     the length of a nested message, which may change
///     replace(a, b)    what is then written to the writer takes the place of [a, b)
///     finish()
///     delete(c, d)
///   close(slot)        nothing in between: the length stays; else it is written anew
///   apply(…)           everything else is copied as it is
/// ```
///
/// Takes 16 bytes a splice, and what is written. Used once, by one thread.
final class Splices {

  private static final int FIRST_CAPACITY = 64;
  private static final int ROW_BYTES = 4 * Integer.BYTES;

  private final int maxBytes;
  private final Memory memory;
  private final ProtobufWriter written = new ProtobufWriter(1024);
  private int count;
  private int[] starts = new int[FIRST_CAPACITY];
  private int[] ends = new int[FIRST_CAPACITY];

  /// Where in what was written; of an open message, what `grown` was before it.
  private int[] offsets = new int[FIRST_CAPACITY];

  /// How much of it; of an open message, its size before.
  private int[] sizes = new int[FIRST_CAPACITY];

  /// How much longer all splices make the message.
  private int grown;

  private int writtenFrom;
  private long heldBytes;

  /// Where the bytes that splicing takes are counted.
  interface Memory {

    /// Holds this many bytes in all, instead of those held before.
    void hold(long bytes) throws RefusedException;
  }

  /// @param maxBytes the largest message that may come out
  Splices(int maxBytes, Memory memory) {
    this.maxBytes = maxBytes;
    this.memory = memory;
  }

  /// How many there are, which is also the slot of the next.
  int count() {
    return count;
  }

  /// Opens a nested message whose length is written in `[start, bodyStart)`.
  int open(int start, int bodyStart, int bodyEnd) throws RefusedException {
    add(start, bodyStart, grown, bodyEnd - bodyStart);
    return count - 1;
  }

  /// Closes the message, all of whose splices are known.
  void close(int slot) {
    if (count == slot + 1) {
      count = slot;
      return;
    }
    int size = sizes[slot] + grown - offsets[slot];
    offsets[slot] = written.length();
    written.writeVarint(size);
    sizes[slot] = written.length() - offsets[slot];
    grown += sizes[slot] - (ends[slot] - starts[slot]);
  }

  /// Forgets the open message and all that was done in it.
  void undo(int slot) {
    grown = offsets[slot];
    count = slot;
  }

  void delete(int start, int end) throws RefusedException {
    add(start, end, 0, 0);
    grown -= end - start;
  }

  /// Begins to replace `[start, end)` by what is written until [#finish].
  ProtobufWriter replace(int start, int end) throws RefusedException {
    writtenFrom = written.length();
    add(start, end, writtenFrom, 0);
    return written;
  }

  void finish() throws RefusedException {
    int size = written.length() - writtenFrom;
    sizes[count - 1] = size;
    grown += size - (ends[count - 1] - starts[count - 1]);
    if (written.length() > maxBytes) { // All of it will be in the message, or nearly so.
      throw tooLarge();
    }
    if (usedBytes() > heldBytes) {
      hold(2 * usedBytes());
    }
  }

  /// `[start, end)` of the source with all splices done.
  byte[] apply(byte[] source, int start, int end) throws RefusedException {
    int size = end - start + grown;
    if (size > maxBytes) {
      throw tooLarge();
    }
    hold(usedBytes() + size);
    byte[] out = new byte[size];
    int position = start;
    int at = 0;
    for (int i = 0; i < count; i++) {
      int kept = starts[i] - position;
      System.arraycopy(source, position, out, at, kept);
      System.arraycopy(written.bytes(), offsets[i], out, at + kept, sizes[i]);
      at += kept + sizes[i];
      position = ends[i];
    }
    System.arraycopy(source, position, out, at, end - position);
    return out;
  }

  private void add(int start, int end, int offset, int size) throws RefusedException {
    if (count == starts.length) {
      hold(2 * usedBytes());
      int capacity = 2 * count;
      starts = Arrays.copyOf(starts, capacity);
      ends = Arrays.copyOf(ends, capacity);
      offsets = Arrays.copyOf(offsets, capacity);
      sizes = Arrays.copyOf(sizes, capacity);
    }
    starts[count] = start;
    ends[count] = end;
    offsets[count] = offset;
    sizes[count] = size;
    count++;
  }

  private long usedBytes() {
    return (long) starts.length * ROW_BYTES + written.bytes().length;
  }

  private void hold(long bytes) throws RefusedException {
    heldBytes = bytes;
    memory.hold(bytes);
  }

  private RequestTooLargeException tooLarge() {
    return new RequestTooLargeException(
        "the request takes more than %,d bytes once redacted; send smaller batches"
            .formatted(maxBytes));
  }
}
