package dev.vivace.storage.head;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceTableTest {

  private final HeadMemory memory = new HeadMemory(1L << 30);
  private final TraceTable traces = new TraceTable(memory);

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3})
  void itAgreesWithAMap(long seed) {
    Random random = new Random(seed);
    Map<List<Long>, Integer> ordinals = new HashMap<>();
    for (int i = 0; i < 20_000; i++) {
      long high = random.nextInt(4);
      long low = random.nextInt(5000);
      int expected = ordinals.computeIfAbsent(List.of(high, low), _ -> ordinals.size());
      assertThat(traces.findOrAdd(high, low)).isEqualTo(expected);
    }
    ordinals.forEach(
        (id, ordinal) -> assertThat(traces.find(id.get(0), id.get(1))).isEqualTo(ordinal));
    assertThat(traces.find(9, 9)).isEqualTo(-1);
  }

  @Test
  void rowsOfATraceAreLinkedInTheirOrder() {
    int trace = traces.findOrAdd(1, 2);
    assertThat(traces.addRow(trace, 5, 100)).isEqualTo(-1);
    assertThat(traces.addRow(trace, 8, 200)).isEqualTo(5);
    assertThat(traces.addRow(trace, 9, 300)).isEqualTo(8);

    assertThat(traces.firstRow(trace)).isEqualTo(5);
    assertThat(traces.rowCount(trace)).isEqualTo(3);
    assertThat(traces.firstAppendNanos(trace)).isEqualTo(100);
    assertThat(traces.lastAppendNanos(trace)).isEqualTo(300);
  }

  /// Were the hash one multiplication, these would share a few slots and take minutes.
  @ParameterizedTest
  @ValueSource(ints = {0, 16, 32, 44})
  void idsThatDifferInAFewBitsOnlyAreFoundFast(int shift) {
    int count = Math.min(1 << 18, 1 << (63 - shift));
    for (long i = 0; i < count; i++) {
      traces.findOrAdd(0, i << shift);
      traces.findOrAdd(i << shift, 7);
    }

    assertThat(traces.count()).isEqualTo(2 * count);
  }
}
