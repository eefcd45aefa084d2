package dev.vivace.storage.head;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ColumnsTest {

  private final HeadMemory memory = new HeadMemory(1L << 30);

  @ParameterizedTest
  @ValueSource(
      ints = {
        1, 3, 4, 5, 9, 10, 11, 255, 256, 257, 767, 768, 769, 7935, 7936, 7937, 8192, 16127, 16128,
        16129, 24320, 24321, 32512, 32513, 48896, 48897, 99999
      })
  void columnsGiveBackWhatWasAddedOnBothSidesOfEachChunkBorder(int count) {
    IntColumn ints = new IntColumn(memory);
    LongColumn longs = new LongColumn(memory);
    for (int i = 0; i < count; i++) {
      ints.add(i * 31);
      longs.add((i * 31L) << 32);
    }
    ints.set(count - 1, -1);
    longs.set(count - 1, -1);

    int wrong = 0;
    for (int i = 0; i < count - 1; i++) {
      wrong += ints.get(i) == i * 31 && longs.get(i) == (i * 31L) << 32 ? 0 : 1;
    }
    assertThat(wrong).isZero();
    assertThat(ints.get(count - 1)).isEqualTo(-1);
    assertThat(longs.get(count - 1)).isEqualTo(-1);
    assertThat(ints.count()).isEqualTo(count);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 64, 65, 20_000})
  void ascendingColumnsAreSearched(int count) {
    IntColumn ints = new IntColumn(memory);
    LongColumn longs = new LongColumn(memory);
    for (int i = 0; i < count; i++) {
      ints.add(i * 2);
      longs.add(i * 2L);
    }

    for (int value = -1; value <= count * 2; value++) {
      boolean present = value >= 0 && value < count * 2 && value % 2 == 0;
      int expected = present ? value / 2 : -((value + 1) / 2) - 1;
      assertThat(ints.search(value)).isEqualTo(expected);
      assertThat(longs.search(value)).isEqualTo(expected);
      assertThat(Rows.firstFrom(ints, value)).isEqualTo(present ? value / 2 : (value + 1) / 2);
    }
  }

  @Test
  void memoryIsCountedByTheChunkAndGivenBack() {
    long empty = memory.usedBytes();
    IntColumn ints = new IntColumn(memory);
    long object = memory.usedBytes() - empty;
    for (int i = 0; i < 4; i++) {
      ints.add(1);
    }
    assertThat(memory.usedBytes() - empty - object).isEqualTo(16 + 4 * Integer.BYTES);
    ints.add(1);
    assertThat(memory.usedBytes() - empty - object).isEqualTo(16 + 6 * Integer.BYTES);
    for (int i = 5; i <= 256; i++) {
      ints.add(1);
    }
    assertThat(memory.usedBytes() - empty - object)
        .isEqualTo(2 * 16 + (256 + 512) * Integer.BYTES + HeadMemory.REFERENCE_BYTES);
    ints.release();

    assertThat(memory.usedBytes() - empty).isEqualTo(object + HeadMemory.REFERENCE_BYTES);
    assertThat(ints.count()).isZero();
    ints.add(7);
    assertThat(ints.get(0)).isEqualTo(7);
  }

  @Test
  void fullChunksAreUsedAgainWithinTheBudget() {
    HeadMemory small = new HeadMemory(4 * HeadMemory.CHUNK_BYTES + 1000);
    LongColumn longs = new LongColumn(small);
    for (int i = 0; i < 100_000; i++) {
      longs.add(i);
    }
    longs.release();
    assertThat(small.pooledBytes()).isEqualTo(4 * HeadMemory.CHUNK_BYTES);

    long[] reused = small.takeLongs(HeadMemory.CHUNK_BYTES / Long.BYTES);

    assertThat(reused).isNotNull();
    assertThat(small.pooledBytes()).isEqualTo(3 * HeadMemory.CHUNK_BYTES);
    small.count(2 * HeadMemory.CHUNK_BYTES);
    assertThat(small.pooledBytes()).isEqualTo(HeadMemory.CHUNK_BYTES);
    assertThat(small.usedBytes() + small.pooledBytes()).isLessThanOrEqualTo(small.budgetBytes());
  }

  @Test
  void partsCountOnTheirOwnAndTogether() {
    HeadMemory one = memory.part();
    HeadMemory other = memory.part();
    new IntColumn(one).add(1);
    new LongColumn(other).add(1);

    assertThat(other.usedBytes() - one.usedBytes()).isEqualTo(4 * (Long.BYTES - Integer.BYTES));
    assertThat(memory.usedBytes()).isEqualTo(one.usedBytes() + other.usedBytes());
    one.release();
    assertThat(one.usedBytes()).isZero();
    assertThat(memory.usedBytes()).isEqualTo(other.usedBytes());
  }

  @Test
  void aValueColumnStopsInterningOnceMostValuesAreNew() {
    ValueColumn distinct = new ValueColumn(memory, false);
    ValueColumn repeated = new ValueColumn(memory, false);
    for (int i = 0; i < 8200; i++) {
      add(distinct, i, "value " + i);
      add(repeated, i, "value " + i / 2);
    }

    assertThat(distinct.isInterning()).isFalse();
    assertThat(repeated.isInterning()).isTrue();
    add(distinct, 9000, "value 1");
    add(repeated, 9000, "value 1");
    assertThat(distinct.code(8200)).isNotEqualTo(distinct.code(1));
    assertThat(repeated.code(8200)).isEqualTo(repeated.code(2));
    assertThat(text(distinct, 8200)).isEqualTo("value 1");
  }

  @Test
  void valuesAreFoundByRow() {
    ValueColumn column = new ValueColumn(memory, true);
    column.addNumber(3, 30);
    column.addNumber(7, 70);

    assertThat(column.indexOf(7)).isEqualTo(1);
    assertThat(column.indexOf(5)).isNegative();
    assertThat(column.firstIndexFrom(4)).isEqualTo(1);
    assertThat(column.firstIndexFrom(8)).isEqualTo(2);
  }

  @ParameterizedTest(name = "{0} values")
  @ValueSource(ints = {10, 9000})
  void chosenValuesAreCopiedToTheirNewRows(int count) {
    ValueColumn source = new ValueColumn(memory, false);
    int[] newRows = new int[count];
    Arrays.fill(newRows, -1);
    for (int i = 0; i < count; i++) {
      add(source, i, "value " + i);
      newRows[i] = i % 3 == 0 ? i / 3 : -1;
    }
    ValueColumn target = new ValueColumn(memory, false);
    target.addFrom(source, newRows);

    assertThat(target.count()).isEqualTo((count + 2) / 3);
    for (int i = 0; i < target.count(); i++) {
      assertThat(target.row(i)).isEqualTo(i);
      assertThat(text(target, i)).isEqualTo("value " + i * 3);
    }
  }

  private static void add(ValueColumn column, int row, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    column.addText(row, bytes, 0, bytes.length);
  }

  private static String text(ValueColumn column, int index) {
    ByteDictionary texts = column.texts();
    int code = column.code(index);
    return new String(
        texts.array(code), texts.offset(code), texts.length(code), StandardCharsets.UTF_8);
  }
}
