package dev.vivace.ingester;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.ingester.sampling.SamplingSettings;
import dev.vivace.model.id.TenantId;
import io.opentelemetry.proto.trace.v1.Span;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Random traces of which not all are kept, with pauses, cuts, failures of the store and restarts,
/// compared with [SampledModel]: what is kept is whole in blocks and in searches, what is dropped
/// is nowhere, what waits is found by id alone.
class SamplingRandomTest {

  private static final int STEPS = 400;
  private static final TenantId KEEPS_ALL = new TenantId("all");

  @TempDir Path folder;

  private final TreeSet<Long> ofOther = new TreeSet<>();
  private final List<Unsent> unsent = new ArrayList<>();
  private long nextTrace = 1;

  private record Unsent(long trace, int span) {}

  static LongStream seeds() {
    return LongStream.rangeClosed(1, Integer.getInteger("vivace.test.seeds", 4));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void everySpanIsWhereItsDecisionSays(long seed) {
    Random random = new Random(seed);
    SampledModel model =
        new SampledModel(
            Duration.ofSeconds(random.nextInt(90)),
            random.nextBoolean() ? 10_000 : 1 + random.nextInt(12),
            random.nextBoolean(),
            random.nextBoolean() ? 10_000 : random.nextInt(20),
            random.nextBoolean() ? 10_000 : random.nextInt(20));
    try (IngesterFixture fixture =
        new IngesterFixture(folder)
            .with(IngesterFixture.config(64 << 20, random.nextInt(40)))
            .sampling(tenant -> tenant.equals(KEEPS_ALL) ? SamplingSettings.OFF : model.settings())
            .with(model)
            .start()) {
      for (int step = 0; step < STEPS; step++) {
        step(fixture, random, model);
      }
      fixture.store.heal();
      fixture.awaitWritten();
      check(fixture, model);
      fixture.restart();
      fixture.awaitWritten();
      SampledModel.Fate fate = check(fixture, model);
      assertThat(fate.all()).as("kept").anyMatch(trace -> !fate.keptOf(trace).isEmpty());
      assertThat(fate.all()).as("dropped").anyMatch(trace -> fate.foundById(trace).isEmpty());
      assertThat(fixture.sections()).hasSizeGreaterThan(3);
      assertThat(fixture.fatal).hasValue(0);
    }
  }

  private void step(IngesterFixture fixture, Random random, SampledModel model) {
    switch (random.nextInt(60)) {
      case 0 -> fixture.restart();
      case 1 -> {
        fixture.store.heal();
        fixture.awaitWritten();
        check(fixture, model);
      }
      case 2 -> fixture.store.failCreates(_ -> random.nextInt(3) > 0);
      case 3 -> fixture.store.loseAnswers(key -> key.startsWith("=log/"));
      case 4, 5 -> fixture.store.heal();
      case 6, 7, 8, 9, 10, 11, 12, 13, 14, 15 ->
          fixture.clock.advance(Duration.ofMillis(random.nextInt(4000)));
      case 16 -> fixture.clock.advance(Duration.ofSeconds(random.nextInt(50)));
      case 17, 18 -> {
        long span = ofOther.size() + 1L;
        ofOther.add(span);
        fixture.append(KEEPS_ALL, TestSpans.span(1, span));
      }
      default -> append(fixture, random);
    }
  }

  /// A few spans of a few traces; some come long after the others of their trace.
  private void append(IngesterFixture fixture, Random random) {
    for (int i = 0; i < random.nextInt(4); i++) {
      long trace = nextTrace++;
      for (int span = 0; span < SampledSpans.spanCount(trace); span++) {
        unsent.add(new Unsent(trace, span));
      }
    }
    List<Span.Builder> spans = new ArrayList<>();
    for (int i = 0; i <= random.nextInt(8) && !unsent.isEmpty(); i++) {
      int oldest = random.nextInt(8) == 0 ? unsent.size() : Math.min(unsent.size(), 6);
      Unsent next = unsent.remove(unsent.size() - 1 - random.nextInt(oldest));
      spans.add(SampledSpans.span(next.trace(), next.span()));
    }
    if (!spans.isEmpty()) {
      fixture.append(spans.toArray(Span.Builder[]::new));
    }
  }

  private SampledModel.Fate check(IngesterFixture fixture, SampledModel model) {
    assertThat(SampledModel.seen(fixture.tables(), KEEPS_ALL)).isEqualTo(List.copyOf(ofOther));
    return model.check(fixture.store, fixture.ingester().traceFinder(), fixture.tables());
  }
}
