package dev.vivace.ingester;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import dev.vivace.model.id.TenantId;
import dev.vivace.storage.log.FailPoints;
import dev.vivace.storage.log.MemoryFolders;
import dev.vivace.storage.runner.SettableClock;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The process ends at a step of its input or output while it samples, and is started on what it
/// has left, at times to end again: what sections have decided holds, and what they have not
/// decided is all there.
///
/// Here a few moments are tried, with `-Plong` some hundreds.
class SamplingFailPointsTest {

  private static final int MOMENTS = 10;
  private static final int MANY_MOMENTS = 300;
  private static final int ROUNDS = 4;
  private static final int RESTARTS = 3;

  @TempDir(factory = MemoryFolders.class)
  Path folder;

  private final long seed = Long.getLong("vivace.seed", System.nanoTime());
  private final Random random = new Random(seed);

  private record Moment(String step, int number) {}

  @Test
  void whereverTheProcessEndsDecisionsHoldAndNothingElseIsLost() throws IOException {
    System.out.println("SamplingFailPointsTest: -Dvivace.seed=" + seed);
    FailPoints whole = FailPoints.none();
    run(folder.resolve("whole"), whole, List.of(), seed);
    List<String> names = List.copyOf(whole.counts().keySet());
    List<Moment> moments = moments(whole.counts());
    for (int i = 0; i < moments.size(); i++) {
      Path data = folder.resolve("run" + i);
      Moment moment = moments.get(i);
      try {
        run(data, FailPoints.haltAt(moment.step(), moment.number()), names, seed + i);
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("seed " + seed + ", ended at " + moment, e);
      }
      MoreFiles.deleteRecursively(data, RecursiveDeleteOption.ALLOW_INSECURE);
    }
  }

  private List<Moment> moments(Map<String, Integer> steps) {
    List<Moment> all = new ArrayList<>();
    steps.forEach(
        (step, count) ->
            IntStream.rangeClosed(1, count).forEach(number -> all.add(new Moment(step, number))));
    return IntStream.range(0, Boolean.getBoolean("vivace.halt.all") ? MANY_MOMENTS : MOMENTS)
        .mapToObj(_ -> all.get(random.nextInt(all.size())))
        .toList();
  }

  private static void run(Path data, FailPoints points, List<String> names, long ownSeed) {
    Random random = new Random(ownSeed);
    SettableClock clock = new SettableClock();
    SampledModel model =
        new SampledModel(Duration.ofSeconds(20), 10_000, random.nextBoolean(), 10_000, 10_000);
    live(data, clock, points, model, 0);
    for (int restart = 1; restart <= RESTARTS; restart++) {
      boolean endsAgain = restart < RESTARTS && !names.isEmpty() && random.nextInt(3) == 0;
      FailPoints again =
          endsAgain
              ? FailPoints.haltAt(names.get(random.nextInt(names.size())), 1 + random.nextInt(3))
              : FailPoints.none();
      live(data, clock, again, model, restart);
    }
  }

  private static void live(
      Path data, SettableClock clock, FailPoints points, SampledModel model, int life) {
    try (HaltingProcess process =
        new HaltingProcess(data, clock, points, _ -> model.settings(), model)) {
      process.awaitWritten();
      checkUnlessHalted(process, points, model);
      for (int round = 0; round < (life == 0 ? ROUNDS : 1) && !points.isHalted(); round++) {
        round(process, clock, 1 + 100L * (life * 10L + round));
      }
      checkUnlessHalted(process, points, model);
    } catch (RuntimeException e) {
      if (!points.isHalted()) {
        throw e;
      }
    }
  }

  /// Traces that are decided, with spans that come late, and traces that wait.
  private static void round(HaltingProcess process, SettableClock clock, long base) {
    send(process, base, base + 30, 0);
    clock.advance(Duration.ofSeconds(45));
    send(process, base, base + 15, 1);
    send(process, base + 30, base + 45, 0);
    clock.advance(Duration.ofSeconds(16));
    send(process, base + 30, base + 45, 1);
    process.awaitWritten();
    send(process, base, base + 30, 2);
    send(process, base, base + 30, 3);
  }

  /// One span of each trace that has it.
  private static void send(HaltingProcess process, long from, long to, int span) {
    List<Span.Builder> spans = new ArrayList<>();
    for (long trace = from; trace < to; trace++) {
      if (span < SampledSpans.spanCount(trace)) {
        spans.add(SampledSpans.span(trace, span));
      }
    }
    process.append(TenantId.SINGLE, TestSpans.request(spans.toArray(Span.Builder[]::new)));
  }

  private static void checkUnlessHalted(
      HaltingProcess process, FailPoints points, SampledModel model) {
    try {
      SampledModel.Fate fate =
          model.check(process.store(), process.ingester().traceFinder(), process.tables());
      assertThat(fate.kept().size()).isLessThanOrEqualTo(fate.all().size());
    } catch (RuntimeException | AssertionError e) {
      if (!points.isHalted()) {
        throw e;
      }
    }
  }
}
