package dev.vivace.storage.head;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.model.bytes.Slice;
import dev.vivace.model.span.AttributeList;
import dev.vivace.model.span.ValueType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class AttributeStoreTest {

  private static final byte INT = ValueType.INT.code();
  private static final byte STRING = ValueType.STRING.code();

  private final HeadMemory memory = new HeadMemory(1L << 30);
  private final AttributeStore store = new AttributeStore(memory);
  private int rows;

  @Test
  void aKeyLiesInTheBagForSixtyFourValuesAndThenGetsAColumn() {
    for (int i = 0; i < 64; i++) {
      append("key");
    }
    assertThat(store.columnCount()).isZero();
    assertThat(store.bag().count()).isEqualTo(64);

    append("key");

    assertThat(store.columnCount()).isEqualTo(1);
    assertThat(store.column(0).values().row(0)).isEqualTo(64);
    assertThat(store.bag().count()).isEqualTo(64);
  }

  @Test
  void eachTypeOfAKeyHasAColumnOfItsOwn() {
    for (int i = 0; i < 65; i++) {
      append(Shapes.EMPTY, attribute("key", INT, i));
      append(Shapes.EMPTY, attribute("key", STRING, "text"));
    }

    assertThat(store.columnCount()).isEqualTo(2);
    assertThat(List.of(store.column(0).type(), store.column(1).type()))
        .containsExactly(INT, STRING);
    assertThat(store.column(0).key()).isEqualTo(store.column(1).key());
  }

  @Test
  void aSecondTypeOfAKeyWithAColumnGetsOneAtOnce() {
    warm("key");
    int shape = append(Shapes.EMPTY, attribute("key", STRING, "text"));

    assertThat(store.shape(shape)).containsExactly(1);
    assertThat(store.column(0).type()).isEqualTo(INT);
    assertThat(store.column(1).type()).isEqualTo(STRING);
    assertThat(store.shape(append("key"))).containsExactly(0);
  }

  @Test
  void laterOccurrencesOfAKeyAreDuplicatesInTheBagWhateverTheirType() {
    warm("a", "b");
    int bagged = store.bag().count();
    int row = rows;

    int shape =
        append(
            Shapes.EMPTY,
            attribute("a", INT, 1),
            attribute("b", INT, 2),
            attribute("a", STRING, "again"),
            attribute("a", INT, 3));

    assertThat(store.shape(shape)).hasSize(2);
    assertThat(store.bag().count()).isEqualTo(bagged + 2);
    assertThat(store.bag().isDuplicate(bagged)).isTrue();
    assertThat(List.of(store.bag().position(bagged), store.bag().position(bagged + 1)))
        .containsExactly(2, 3);
    assertThat(store.bag().firstIndexFrom(row)).isEqualTo(bagged);
  }

  @Test
  void listsWithTheSameColumnsInTheSameOrderShareAShape() {
    warm("a", "b");

    int shape = append("a", "b");

    assertThat(append("a", "b")).isEqualTo(shape);
    assertThat(append("b", "a")).isNotEqualTo(shape);
    assertThat(append("a")).isNotEqualTo(shape);
    assertThat(append("a", "rare", "b")).isEqualTo(shape);
  }

  @Test
  void aHintChangesNothing() {
    warm("a", "b", "c");
    int ab = append("a", "b");
    int bc = append("b", "c");
    int none = append();
    for (int hint : new int[] {ab, bc, none}) {
      assertThat(append(hint, number("a"), number("b"))).isEqualTo(ab);
      assertThat(append(hint, number("b"), number("c"))).isEqualTo(bc);
      assertThat(append(hint)).isEqualTo(none);
      assertThat(append(hint, number("a"), number("rare" + hint), number("b"))).isEqualTo(ab);
      int duplicate = append(hint, number("a"), number("a"), number("b"));
      assertThat(duplicate).isEqualTo(ab);
      append(hint, attribute("a", STRING, "text"), number("b"));
    }
    ValueColumn a = store.column(store.shape(ab)[0]).values();
    for (int i = 1; i < a.count(); i++) {
      assertThat(a.row(i)).isGreaterThan(a.row(i - 1));
    }
  }

  @Test
  void anEmptyKeyIsAKey() {
    warm("");

    assertThat(store.shape(append(""))).hasSize(1);
  }

  @Test
  void aVeryLongKeyStaysInTheBag() {
    String key = "k".repeat(1025);
    warm(key, "k".repeat(1024));

    assertThat(store.columnCount()).isEqualTo(1);
    assertThat(store.bag().count()).isEqualTo(65 + 64);
  }

  @Test
  void onlyWhatCarriedRowsUseIsCarried() {
    warm("a", "b");
    for (int i = 0; i < 1000; i++) {
      append("key " + i, "a");
    }
    int carried = rows;
    int shape = append("b", "key 7");
    int[] newRows = new int[rows];
    Arrays.fill(newRows, -1);
    newRows[carried] = 0;

    AttributeStore target = new AttributeStore(memory);
    CarriedCodes shapes = target.addFrom(store, newRows);

    assertThat(target.keys().size()).isEqualTo(2);
    assertThat(target.columnCount()).isEqualTo(1);
    assertThat(target.bag().count()).isEqualTo(1);
    assertThat(target.shapeCount()).isEqualTo(1);
    assertThat(target.shape(shapes.get(shape))).containsExactly(0);
    assertThat(target.shapeCount()).isEqualTo(2);
  }

  @Test
  void manyDistinctKeysAreCounted() {
    for (int i = 0; i < 20_000; i++) {
      append("key " + i);
    }
    // Key text and codes, two ints by key, and the bag's columns.
    assertThat(memory.usedBytes()).isBetween(20_000L * 50, 20_000L * 100);
  }

  private void warm(String... keys) {
    for (int i = 0; i < 65; i++) {
      append(keys);
    }
  }

  private int append(String... keys) {
    List<Attribute> attributes = new ArrayList<>();
    for (String key : keys) {
      attributes.add(number(key));
    }
    return append(Shapes.EMPTY, attributes.toArray(Attribute[]::new));
  }

  private int append(int hint, Attribute... attributes) {
    StringBuilder text = new StringBuilder();
    AttributeList list = new AttributeList();
    for (Attribute attribute : attributes) {
      long key = slice(text, attribute.key());
      long value =
          attribute.value() instanceof String string
              ? slice(text, string)
              : ((Number) attribute.value()).longValue();
      list.add(key, attribute.type(), value);
    }
    byte[] bytes = text.toString().getBytes(StandardCharsets.US_ASCII);
    return store.append(rows++, bytes, list, 0, list.count(), hint);
  }

  private static long slice(StringBuilder text, String value) {
    text.append(value);
    return Slice.of(text.length() - value.length(), value.length());
  }

  private static Attribute number(String key) {
    return attribute(key, INT, 1);
  }

  private static Attribute attribute(String key, byte type, Object value) {
    return new Attribute(key, type, value);
  }

  private record Attribute(String key, byte type, Object value) {}
}
