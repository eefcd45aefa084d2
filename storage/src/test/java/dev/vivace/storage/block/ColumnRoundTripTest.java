package dev.vivace.storage.block;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ColumnRoundTripTest {

  private static final ColumnKey KEY = new ColumnKey(1, "größe", 3);
  private static final int MILLION = 1_000_000;

  static Stream<Arguments> integers() {
    return Stream.of(
        Arguments.of("none", new long[] {}),
        Arguments.of("one", new long[] {-42}),
        Arguments.of("the same thrice", new long[] {5, 5, 5}),
        Arguments.of("all of the range", new long[] {Long.MIN_VALUE, 0, -1, 1, Long.MAX_VALUE}),
        Arguments.of("one below the greatest", new long[] {Long.MAX_VALUE - 1, Long.MAX_VALUE}),
        Arguments.of("negatives", new long[] {-1, -300, -70_000, -5_000_000_000L}));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("integers")
  void integersComeBack(String name, long[] values) throws IOException {
    for (NumberOrder order : NumberOrder.values()) {
      assertRoundTrip(order, values);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8})
  void integersOfEveryWidthComeBack(int width) throws IOException {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    long mask = width == 0 ? 0 : -1L >>> (64 - 8 * width);
    for (int count : new int[] {2, 4095, 4096, 4097, 40_000, 100_001}) {
      long base = random.nextLong();
      long[] values = random.longs(count).map(value -> base + (value & mask)).toArray();
      values[count - 1]++;
      try {
        assertRoundTrip(NumberOrder.values()[count % 3], values);
      } catch (AssertionError e) {
        throw new AssertionError("seed " + seed + ", count " + count, e);
      }
    }
  }

  @Test
  void aMillionIntsWithOutliersComeBackAndMostPagesStayNarrow() throws IOException {
    int[] values = new int[MILLION];
    Arrays.setAll(values, i -> i % 100);
    values[500_000] = Integer.MIN_VALUE;
    IntColumn column = table(table -> table.ints(KEY, values, MILLION)).ints(KEY);
    int[] read = new int[MILLION + 2];
    column.read(0, MILLION, read, 1);
    assertThat(Arrays.copyOfRange(read, 1, MILLION + 1)).isEqualTo(values);
    assertThat(column.get(500_000)).isEqualTo(Integer.MIN_VALUE);
    assertThat(column.pageCount()).isBetween(30, 36);
    assertThat(column.min(0)).isZero();
    assertThat(column.max(0)).isEqualTo(99);
    assertThat(column.min(column.pageOf(500_000))).isEqualTo(Integer.MIN_VALUE);
  }

  @ParameterizedTest
  @EnumSource(NumberOrder.class)
  void zoneMapsFollowTheOrderOfTheColumn(NumberOrder order) throws IOException {
    long[] values = {
      Double.doubleToRawLongBits(-2.5), Double.doubleToRawLongBits(3), Double.doubleToRawLongBits(0)
    };
    IntColumn column = table(table -> table.ints(KEY, order, values, values.length)).ints(KEY);
    long negative = values[0];
    switch (order) {
      case SIGNED -> {
        assertThat(column.min(0)).isEqualTo(negative);
        assertThat(column.max(0)).isEqualTo(values[1]);
      }
      case UNSIGNED -> {
        assertThat(column.min(0)).isZero();
        assertThat(column.max(0)).isEqualTo(negative);
      }
      case DOUBLE -> {
        assertThat(Double.longBitsToDouble(column.min(0))).isEqualTo(-2.5);
        assertThat(Double.longBitsToDouble(column.max(0))).isEqualTo(3);
        assertThat(column.hasNaN(0)).isFalse();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void zoneMapsSkipNaN(int distinct) throws IOException {
    long[] values = {0x7ff8000000000000L, 0x7ff8000000000000L + distinct - 1};
    IntColumn column = table(table -> table.ints(KEY, NumberOrder.DOUBLE, values, 2)).ints(KEY);
    assertThat(column.hasNaN(0)).isTrue();
    assertThat(Double.longBitsToDouble(column.min(0))).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(Double.longBitsToDouble(column.max(0))).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(column.get(1)).isEqualTo(values[1]);
  }

  static Stream<Arguments> strings() {
    return Stream.of(
        Arguments.of("none", new int[] {}, 0, false, 0),
        Arguments.of("one", new int[] {9}, 10, true, 1),
        Arguments.of("two different", new int[] {3, 1}, 10, false, 2),
        Arguments.of("the same", new int[] {7, 7, 7}, 10, true, 1),
        Arguments.of("half distinct", new int[] {2, 2, 0, 0}, 10, true, 2),
        Arguments.of("over half distinct", new int[] {2, 2, 0, 1, 0}, 10, false, 3));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("strings")
  void aDictionaryIsUsedUpToHalfDistinctValues(
      String name, int[] codes, int dictionary, boolean expected, int distinct) throws IOException {
    List<byte[]> values = new ArrayList<>();
    for (int i = 0; i < dictionary; i++) {
      values.add(new byte[i]);
    }
    Strings strings = Strings.of(values, codes);
    TableReader table = table(writer -> writer.strings(KEY, strings));
    assertThat(table.strings(KEY).isDictionary()).isEqualTo(expected);
    assertThat(table.column(KEY))
        .isEqualTo(new ColumnInfo(KEY, true, NumberOrder.SIGNED, codes.length, distinct));
    assertSame(strings, table.strings(KEY));
  }

  @Test
  void stringsOfRandomLengthsComeBack() throws IOException {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int distinct : new int[] {1, 2, 200, 3000, 70_000}) {
      List<byte[]> dictionary = new ArrayList<>();
      for (int i = 0; i < distinct; i++) {
        byte[] value = new byte[random.nextInt(4) == 0 ? 0 : random.nextInt(60)];
        random.nextBytes(value);
        dictionary.add(value);
      }
      int[] codes = random.ints(100_000, 0, distinct).toArray();
      Strings strings = Strings.of(dictionary, codes);
      try {
        assertSame(strings, table(table -> table.strings(KEY, strings)).strings(KEY));
      } catch (AssertionError e) {
        throw new AssertionError("seed " + seed + ", distinct " + distinct, e);
      }
    }
  }

  @Test
  void aHugeStringHasAPageOfItsOwn() throws IOException {
    byte[] huge = new byte[2 << 20];
    new Random(1).nextBytes(huge);
    Strings plain = Strings.of(List.of(new byte[] {1}, huge, new byte[] {2}), new int[] {0, 1, 2});
    assertSame(plain, table(table -> table.strings(KEY, plain)).strings(KEY));
    Strings dictionary = Strings.of(List.of(huge, new byte[] {2}), new int[] {0, 1, 0, 1, 1, 1, 0});
    assertSame(dictionary, table(table -> table.strings(KEY, dictionary)).strings(KEY));
  }

  @Test
  void aMillionDistinctStringsComeBack() throws IOException {
    List<byte[]> values = new ArrayList<>();
    for (int i = 0; i < MILLION; i++) {
      values.add(new byte[] {(byte) i, (byte) (i >> 8), (byte) (i >> 16)});
    }
    Strings strings = Strings.of(values, IntStream.range(0, MILLION).toArray());
    StringColumn column = table(table -> table.strings(KEY, strings)).strings(KEY);
    assertThat(column.isDictionary()).isFalse();
    assertSame(strings, column);
  }

  @Test
  void codesComeInTheOrderOfFirstUse() throws IOException {
    Strings strings = Strings.of("b", "a", "b", "c", "a", "b");
    StringColumn column = table(table -> table.strings(KEY, strings)).strings(KEY);
    int[] codes = new int[6];
    column.readCodes(0, 6, codes, 0);
    assertThat(codes).containsExactly(0, 1, 0, 2, 1, 0);
    assertThat(column.dictionarySize()).isEqualTo(3);
  }

  @Test
  void aCodeMapForgetsTheColumnBefore() throws IOException {
    ColumnKey second = ColumnKey.of(2);
    List<byte[]> dictionary = List.of(new byte[] {1}, new byte[] {2}, new byte[] {3});
    Strings first = Strings.of(dictionary, new int[] {2, 1, 2, 1, 2});
    Strings then = Strings.of(dictionary, new int[] {0, 1, 0, 1, 0});
    TableReader table =
        table(
            writer -> {
              writer.strings(KEY, first);
              writer.strings(second, then);
            });
    assertSame(first, table.strings(KEY));
    assertSame(then, table.strings(second));
  }

  @Test
  void ordinalsComeBack() throws IOException {
    int[] ordinals = {0, 0, 3, 9, 10};
    int rows = 4 * BlockFormat.ORDINAL_STEP + 1;
    ColumnKey strings = ColumnKey.of(5);
    TableReader table =
        Blocks.openTable(
            Blocks.withTable(
                rows,
                writer -> {
                  writer.ints(KEY, new int[10], 10, ordinals);
                  writer.strings(strings, Strings.of(List.of(new byte[1]), new int[10]), ordinals);
                }));
    assertThat(table.ints(KEY).ordinals()).isEqualTo(ordinals);
    assertThat(table.strings(strings).ordinals()).isEqualTo(ordinals);
  }

  @Test
  void theDirectoryListsColumnsInTheOrderTheyWereWritten() throws IOException {
    TableReader table =
        table(
            writer -> {
              writer.ints(ColumnKey.of(9), new int[] {1}, 1);
              writer.strings(KEY, Strings.of("x"));
            });
    assertThat(table.columns()).extracting(ColumnInfo::key).containsExactly(ColumnKey.of(9), KEY);
    assertThat(table.column(ColumnKey.of(8))).isNull();
    assertThat(table.rows()).isEqualTo(1);
  }

  private static TableReader table(Blocks.Filling filling) throws IOException {
    return Blocks.openTable(Blocks.withTable(1, filling));
  }

  private static void assertRoundTrip(NumberOrder order, long[] values) throws IOException {
    TableReader table = table(writer -> writer.ints(KEY, order, values, values.length));
    IntColumn column = table.ints(KEY);
    assertThat(column.count()).isEqualTo(values.length);
    long[] read = new long[values.length];
    column.read(0, values.length, read, 0);
    assertThat(read).isEqualTo(values);
    IntColumn single = table.ints(KEY);
    for (int i = values.length - 1; i >= 0; i -= 1 + i / 50) {
      assertThat(single.get(i)).isEqualTo(values[i]);
    }
    for (int page = 0; page < column.pageCount(); page++) {
      assertThat(column.pageOf(column.pageStart(page))).isEqualTo(page);
      assertThat(column.pageOf(column.pageStart(page + 1) - 1)).isEqualTo(page);
    }
  }

  private static void assertSame(Strings expected, StringColumn column) {
    assertThat(column.count()).isEqualTo(expected.count());
    int[] codes = new int[expected.count()];
    column.readCodes(0, codes.length, codes, 0);
    for (int i = 0; i < codes.length; i++) {
      column.seek(codes[i]);
      byte[] value = expected.value(i);
      boolean same =
          column.length() == value.length
              && Arrays.equals(
                  column.bytes(),
                  column.offset(),
                  column.offset() + column.length(),
                  value,
                  0,
                  value.length);
      if (!same || column.code(i) != codes[i]) {
        throw new AssertionError("value " + i + " differs");
      }
    }
  }
}
