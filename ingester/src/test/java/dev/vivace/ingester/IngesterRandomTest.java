package dev.vivace.ingester;

import static dev.vivace.ingester.TestSpans.span;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.model.id.TenantId;
import io.opentelemetry.proto.trace.v1.Span;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Random appends, pauses, cuts, failures of the store and restarts, compared with a model: every
/// acknowledged span is there exactly once.
class IngesterRandomTest {

  private static final int STEPS = 250;
  private static final List<TenantId> TENANTS =
      List.of(TenantId.SINGLE, new TenantId("small"), new TenantId("third"));

  @TempDir Path folder;

  private final Map<TenantId, Map<Long, TreeSet<Long>>> model = new TreeMap<>();
  private long nextTrace = 1;
  private long nextSpan = 1;

  static LongStream seeds() {
    return LongStream.rangeClosed(1, Integer.getInteger("vivace.test.seeds", 3));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void everyAcknowledgedSpanIsThereOnce(long seed) {
    Random random = new Random(seed);
    try (IngesterFixture fixture =
        new IngesterFixture(folder)
            .with(IngesterFixture.config(64 << 20, random.nextInt(40)))
            .start()) {
      for (int step = 0; step < STEPS; step++) {
        step(fixture, random);
      }
      fixture.store.heal();
      fixture.awaitWritten();
      check(fixture);
      fixture.restart();
      check(fixture);
      assertThat(fixture.fatal).hasValue(0);
    }
  }

  private void step(IngesterFixture fixture, Random random) {
    switch (random.nextInt(60)) {
      case 0 -> {
        fixture.restart();
        check(fixture);
      }
      case 1 -> check(fixture);
      case 2 -> fixture.store.failCreates(_ -> random.nextInt(3) > 0);
      case 3 -> fixture.store.loseAnswers(key -> key.startsWith("=log/"));
      case 4, 5, 6 -> fixture.store.heal();
      case 7, 8 -> {
        fixture.store.heal();
        fixture.awaitWritten();
      }
      // Short enough that traces are young when their section is cut.
      case 9, 10, 11, 12, 13, 14, 15, 16, 17, 18 ->
          fixture.clock.advance(Duration.ofSeconds(1 + random.nextInt(5)));
      case 19 -> fixture.clock.advance(Duration.ofSeconds(random.nextInt(50)));
      default -> append(fixture, random);
    }
  }

  private void append(IngesterFixture fixture, Random random) {
    TenantId tenant = TENANTS.get(random.nextInt(8) < 6 ? 0 : 1 + random.nextInt(2));
    Map<Long, TreeSet<Long>> traces = model.computeIfAbsent(tenant, _ -> new TreeMap<>());
    List<Span.Builder> spans = new ArrayList<>();
    for (int i = 0; i <= random.nextInt(6); i++) {
      // Mostly young traces, at times one that was written long ago.
      int oldest = random.nextInt(6) == 0 ? 150 : 12;
      long trace = nextTrace - random.nextInt((int) Math.min(nextTrace, oldest));
      if (random.nextInt(3) == 0) {
        nextTrace++;
      }
      long id = nextSpan++;
      spans.add(span(trace, id));
      traces.computeIfAbsent(trace, _ -> new TreeSet<>()).add(id);
    }
    fixture.append(tenant, spans.toArray(Span.Builder[]::new));
  }

  private void check(IngesterFixture fixture) {
    model.forEach(
        (tenant, traces) ->
            traces.forEach(
                (trace, spans) ->
                    assertThat(fixture.find(tenant, trace))
                        .as("tenant %s, trace %d", tenant, trace)
                        .containsExactlyElementsOf(spans)));
  }
}
