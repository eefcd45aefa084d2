package dev.vivace.distributor.translate;

import dev.vivace.model.bytes.ProtobufWriter;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;

/// The distinct resources, or scopes, of one request: byte strings, numbered from 0 in the order in
/// which they came. A hash table without objects, because a hostile request has as many as spans.
final class Envelopes {

  private static final int FIRST_SLOTS = 16;
  private static final int FIRST_BYTES = 256;

  /// Senders choose the bytes; without it they could choose such as fall into one slot.
  private final long seed = ThreadLocalRandom.current().nextLong();

  private final ProtobufWriter contents = new ProtobufWriter(FIRST_BYTES);
  private int[] ends = new int[FIRST_SLOTS / 2];
  private int count;

  /// An envelope's number plus one; 0 is a free slot.
  private int[] slots = new int[FIRST_SLOTS];

  int count() {
    return count;
  }

  byte[] bytes() {
    return contents.bytes();
  }

  /// Where the content of the envelope begins in [#bytes].
  int start(int index) {
    return index == 0 ? 0 : ends[index - 1];
  }

  int end(int index) {
    return ends[index];
  }

  int length(int index) {
    return end(index) - start(index);
  }

  int contentBytes() {
    return contents.length();
  }

  long capacityBytes() {
    return contents.bytes().length + (long) Integer.BYTES * (ends.length + slots.length);
  }

  /// The number of the envelope with this content, a new one if there was none.
  int add(byte[] source, int length) {
    int slot = slot(new Text(source, 0, length));
    while (slots[slot] != 0) {
      int index = slots[slot] - 1;
      if (Arrays.equals(contents.bytes(), start(index), end(index), source, 0, length)) {
        return index;
      }
      slot = (slot + 1) & (slots.length - 1);
    }
    contents.writeRaw(source, 0, length);
    if (count == ends.length) {
      grow();
    }
    ends[count] = contents.length();
    insert(count);
    return count++;
  }

  private void insert(int index) {
    int slot = slot(new Text(contents.bytes(), start(index), length(index)));
    while (slots[slot] != 0) {
      slot = (slot + 1) & (slots.length - 1);
    }
    slots[slot] = index + 1;
  }

  private void grow() {
    ends = Arrays.copyOf(ends, ends.length * 2);
    slots = new int[ends.length * 2];
    for (int i = 0; i < count; i++) {
      insert(i);
    }
  }

  private int slot(Text content) {
    return (int) (content.hash(seed) >>> 32) & (slots.length - 1);
  }
}
