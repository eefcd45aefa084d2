package dev.vivace.storage.head;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.model.span.ValueType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AttributeBagTest {

  private static final byte INT = ValueType.INT.code();
  private static final byte OPAQUE = ValueType.OPAQUE.code();

  private final AttributeBag bag = new AttributeBag(new HeadMemory(1 << 20));

  private record Entry(
      int row, int position, int key, byte type, boolean duplicate, Object value) {}

  @Test
  void entriesComeBackWhateverTheirKeyAndPosition() {
    List<Entry> entries = entries();
    entries.forEach(this::add);

    assertThat(read(bag)).isEqualTo(entries);
  }

  @Test
  void entriesOfChosenRowsAreCarried() {
    entries().forEach(this::add);
    AttributeBag target = new AttributeBag(new HeadMemory(1 << 20));
    int[] newRows = new int[entries().size()];
    for (int row = 0; row < newRows.length; row++) {
      newRows[row] = row % 2 == 0 ? row / 2 : -1;
    }

    target.addFrom(bag, newRows, key -> 7);

    assertThat(read(target))
        .isEqualTo(
            entries().stream()
                .filter(entry -> entry.row() % 2 == 0)
                .map(
                    entry ->
                        new Entry(
                            entry.row() / 2,
                            entry.position(),
                            7,
                            entry.type(),
                            entry.duplicate(),
                            entry.value()))
                .toList());
  }

  @Test
  void rowsAreFound() {
    for (int row : new int[] {3, 3, 8}) {
      bag.addNumber(row, 0, 70_000, INT, false, 1);
    }

    assertThat(List.of(bag.firstIndexFrom(0), bag.firstIndexFrom(3), bag.firstIndexFrom(4)))
        .containsExactly(0, 0, 2);
    assertThat(List.of(bag.firstIndexFrom(8), bag.firstIndexFrom(9))).containsExactly(2, 3);
  }

  /// On both sides of what is kept in short, and the largest of all.
  private static List<Entry> entries() {
    List<Entry> entries = new ArrayList<>();
    for (int key : new int[] {0, 65_535, 65_536, Integer.MAX_VALUE}) {
      for (int position : new int[] {0, 2_047, 2_048, 999_999}) {
        int row = entries.size();
        entries.add(new Entry(row, position, key, INT, row % 3 == 0, -row - 1L));
        entries.add(new Entry(row + 1, position, key, OPAQUE, row % 3 == 0, "text " + row));
      }
    }
    return entries;
  }

  private void add(Entry entry) {
    if (entry.value() instanceof String text) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      bag.addText(
          entry.row(),
          entry.position(),
          entry.key(),
          entry.type(),
          entry.duplicate(),
          bytes,
          0,
          bytes.length);
    } else {
      bag.addNumber(
          entry.row(),
          entry.position(),
          entry.key(),
          entry.type(),
          entry.duplicate(),
          (Long) entry.value());
    }
  }

  private static List<Entry> read(AttributeBag bag) {
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < bag.count(); i++) {
      entries.add(
          new Entry(
              bag.row(i),
              bag.position(i),
              bag.key(i),
              bag.type(i),
              bag.isDuplicate(i),
              value(bag, i)));
    }
    return entries;
  }

  private static Object value(AttributeBag bag, int index) {
    if (bag.type(index) == INT) {
      return bag.value(index);
    }
    ByteDictionary texts = bag.texts();
    int code = (int) bag.value(index);
    return new String(
        texts.array(code), texts.offset(code), texts.length(code), StandardCharsets.UTF_8);
  }
}
