package dev.vivace.distributor.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.model.span.SpanList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TraceCounterTest {

  private final TraceCounter counter = new TraceCounter();
  private final SpanList spans = new SpanList();

  private void add(long high, long low) {
    int span = spans.add();
    spans.setTraceHigh(span, high);
    spans.setTraceLow(span, low);
  }

  @Test
  void noSpansAreNoTraces() {
    assertThat(counter.count(spans)).isZero();
  }

  @Test
  void halvesOfAnIdAreToldApart() {
    add(1, 2);
    add(2, 1);
    add(1, 1);
    add(0, 1);
    add(1, 2);

    assertThat(counter.count(spans)).isEqualTo(4);
  }

  @Test
  void countsWhatASetCountsInRequestAfterRequest() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int request = 0; request < 200; request++) {
      spans.clear();
      Set<List<Long>> ids = new HashSet<>();
      int bound = 1 + random.nextInt(3000);
      for (int i = random.nextInt(3000); i > 0; i--) {
        long high = random.nextInt(3);
        long low = 1L + random.nextInt(bound);
        add(high, low);
        ids.add(List.of(high, low));
      }

      assertThat(counter.count(spans))
          .as("seed %d, request %d", seed, request)
          .isEqualTo(ids.size());
    }
  }

  @Test
  void aRequestOfVeryManyTracesTakesNoMoreRoom() {
    for (int i = 1; i <= TraceCounter.MAX_TRACES + 1000; i++) {
      add(7, i);
    }

    assertThat(counter.count(spans)).isEqualTo(TraceCounter.MAX_TRACES + 1000);
  }
}
