package dev.vivace.distributor.jaeger;

import dev.vivace.distributor.translate.OtlpRequestWriter;
import dev.vivace.distributor.translate.Text;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;

/// The tags of one span, log or process, each key once: at the place of its first tag, with the
/// value of its last. Entries are found by key and taken out as they are translated; the rest are
/// attributes. Reused by [#set].
final class DistinctTags {

  static final int NONE = -1;

  private static final int REMOVED = -1;
  private static final int FIRST_ENTRIES = 32;
  private static final int MAX_KEPT_SLOTS = 1024;

  /// Senders choose the keys; without it they could choose such as fall into one slot.
  private final long seed = ThreadLocalRandom.current().nextLong();

  private TagList tags = new TagList();

  /// For each key the index of its last tag, or [#REMOVED].
  private int[] entries = new int[FIRST_ENTRIES];

  private int count;

  /// The index of each key's first tag, for comparing.
  private int[] firsts = new int[FIRST_ENTRIES];

  /// An entry's number plus one; 0 is a free slot.
  private int[] slots = new int[2 * FIRST_ENTRIES];

  /// Takes the tags `[from, to)` of a list in place of those before.
  void set(TagList newTags, int from, int to) {
    tags = newTags;
    count = 0;
    if (slots.length > MAX_KEPT_SLOTS) {
      slots = new int[2 * FIRST_ENTRIES];
      entries = new int[FIRST_ENTRIES];
      firsts = new int[FIRST_ENTRIES];
    } else {
      Arrays.fill(slots, 0);
    }
    for (int i = from; i < to; i++) {
      put(i);
    }
  }

  private void put(int tag) {
    Text key = tags.key(tag);
    int slot = slotOf(key);
    if (slots[slot] != 0) {
      entries[slots[slot] - 1] = tag;
      return;
    }
    if (count == entries.length) {
      grow();
      slot = slotOf(key);
    }
    entries[count] = tag;
    firsts[count] = tag;
    slots[slot] = ++count;
  }

  private void grow() {
    entries = Arrays.copyOf(entries, count * 2);
    firsts = Arrays.copyOf(firsts, count * 2);
    slots = new int[entries.length * 2];
    for (int i = 0; i < count; i++) {
      slots[slotOf(tags.key(firsts[i]))] = i + 1;
    }
  }

  /// The slot that holds this key, or the free one where it belongs.
  private int slotOf(Text key) {
    int slot = (int) (key.hash(seed) >>> 32) & (slots.length - 1);
    while (slots[slot] != 0 && !tags.key(firsts[slots[slot] - 1]).equals(key)) {
      slot = (slot + 1) & (slots.length - 1);
    }
    return slot;
  }

  int count() {
    return count;
  }

  /// The entry with this key, or [#NONE].
  int find(Text key) {
    int entry = slots[slotOf(key)] - 1;
    return entry == NONE || entries[entry] == REMOVED ? NONE : entry;
  }

  /// The entry with this key if its value is text, or [#NONE].
  int findText(Text key) {
    int entry = find(key);
    return entry != NONE && type(entry) == TagType.STRING ? entry : NONE;
  }

  TagType type(int entry) {
    return tags.type(entries[entry]);
  }

  Text key(int entry) {
    return tags.key(firsts[entry]);
  }

  Text text(int entry) {
    return tags.text(entries[entry]);
  }

  long number(int entry) {
    return tags.number(entries[entry]);
  }

  boolean isRemoved(int entry) {
    return entries[entry] == REMOVED;
  }

  void remove(int entry) {
    entries[entry] = REMOVED;
  }

  /// Takes the text of this key out; empty if there is none.
  Text takeText(Text key) {
    int entry = findText(key);
    if (entry == NONE) {
      return Text.EMPTY;
    }
    Text text = text(entry);
    remove(entry);
    return text;
  }

  /// Writes what was not taken out as attributes.
  void write(OtlpRequestWriter out) {
    for (int entry = 0; entry < count; entry++) {
      if (!isRemoved(entry)) {
        write(entry, key(entry), out);
      }
    }
  }

  /// Writes one entry under a key that may be another than its own.
  void write(int entry, Text key, OtlpRequestWriter out) {
    switch (type(entry)) {
      case STRING -> out.stringAttribute(key, text(entry));
      case BOOL -> out.boolAttribute(key, number(entry) != 0);
      case LONG -> out.intAttribute(key, number(entry));
      case DOUBLE -> out.doubleAttribute(key, Double.longBitsToDouble(number(entry)));
      case BINARY -> out.bytesAttribute(key, text(entry));
      case UNKNOWN ->
          out.stringAttribute(
              key, Text.of("<Unknown Jaeger TagType \"%d\">".formatted(number(entry))));
    }
  }
}
