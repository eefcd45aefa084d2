package dev.vivace.storage.spans;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IndexSortTest {

  private final IndexSort sort = new IndexSort();

  @ParameterizedTest(name = "{0} indexes")
  @ValueSource(ints = {0, 1, 2, 23, 24, 25, 47, 48, 49, 96, 97, 1000, 12_345})
  void itAgreesWithTheSortOfTheLibrary(int count) {
    for (long seed = 1; seed <= 5; seed++) {
      Random random = new Random(seed);
      int distinct = random.nextBoolean() ? 5 : 1_000_000;
      long[] primary = random.longs(count).map(value -> value % distinct).toArray();
      long[] secondary = random.longs(count).map(value -> value % 3).toArray();
      int[] indexes = IndexSort.identity(new int[0], count);
      sort.sort(indexes, count, primary, secondary);

      int[] expected =
          IntStream.range(0, count)
              .boxed()
              .sorted(
                  Comparator.<Integer, Long>comparing(i -> primary[i], Long::compareUnsigned)
                      .thenComparing(i -> secondary[i], Long::compareUnsigned))
              .mapToInt(i -> i)
              .toArray();
      assertThat(Arrays.copyOf(indexes, count)).as("seed %d", seed).isEqualTo(expected);
    }
  }
}
