package dev.vivace.ingester;

import static dev.vivace.ingester.TestSpans.span;
import static dev.vivace.ingester.TestSpans.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import dev.vivace.model.id.TenantId;
import dev.vivace.storage.log.FailPoints;
import dev.vivace.storage.log.MemoryFolders;
import dev.vivace.storage.runner.SettableClock;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The process ends at a step of its input or output, and is started three times on what it has
/// left, at times to end again: nothing that was acknowledged is lost, doubled or altered.
///
/// Here each step is tried once, at a random moment; `-Plong` tries each at every moment at which
/// it comes.
class FailPointsTest {

  private static final int ROUNDS = 4;
  private static final int MIN_STEPS = 40;
  private static final int RESTARTS = 3;
  private static final int AT_ONCE = 8;
  private static final TenantId SMALL = new TenantId("small");
  private static final TenantId OTHER = new TenantId("other");
  private static final String LONG_TEXT = "long ".repeat(2000);

  @TempDir(factory = MemoryFolders.class)
  Path folder;

  private final long seed = Long.getLong("vivace.seed", System.nanoTime());
  private final Random random = new Random(seed);

  private record Moment(String step, int number) {}

  @Test
  void whereverTheProcessEndsNothingAcknowledgedIsLost() throws Exception {
    System.out.println("FailPointsTest: -Dvivace.seed=" + seed);
    FailPoints whole = FailPoints.none();
    run(folder.resolve("whole"), whole, List.of(), 0);
    List<Moment> moments = moments(whole.counts());
    List<String> names = List.copyOf(whole.counts().keySet());
    TreeSet<String> tried = new TreeSet<>();
    // They mostly wait for threads that end.
    try (ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
      List<Future<Boolean>> runs = new ArrayList<>();
      for (int i = 0; i < moments.size(); i++) {
        Moment moment = moments.get(i);
        Path data = folder.resolve("run" + i);
        long ownSeed = seed + i;
        runs.add(threads.submit(() -> isEndedAt(moment, data, names, ownSeed)));
      }
      for (int i = 0; i < runs.size(); i++) {
        if (runs.get(i).get()) {
          tried.add(moments.get(i).step());
        }
      }
    }
    System.out.printf("FailPointsTest: %d runs, ended at %s%n", moments.size(), tried);
    assertThat(tried).hasSizeGreaterThanOrEqualTo(MIN_STEPS);
  }

  /// False if the moment did not come: threads take turns as they like.
  private boolean isEndedAt(Moment moment, Path data, List<String> names, long ownSeed)
      throws IOException {
    FailPoints points = FailPoints.haltAt(moment.step(), moment.number());
    try {
      run(data, points, names, ownSeed);
    } catch (RuntimeException | AssertionError e) {
      throw new AssertionError("seed " + seed + ", ended at " + moment, e);
    }
    MoreFiles.deleteRecursively(data, RecursiveDeleteOption.ALLOW_INSECURE);
    return points.isHalted();
  }

  private List<Moment> moments(Map<String, Integer> steps) {
    boolean all = Boolean.getBoolean("vivace.halt.all");
    List<Moment> moments = new ArrayList<>();
    steps.forEach(
        (step, count) ->
            (all ? IntStream.rangeClosed(1, count) : IntStream.of(1 + random.nextInt(count)))
                .forEach(number -> moments.add(new Moment(step, number))));
    return moments;
  }

  /// One life up to the fail point and three more.
  private static void run(Path data, FailPoints points, List<String> names, long ownSeed) {
    Random random = new Random(ownSeed);
    SettableClock clock = new SettableClock();
    SentModel sent = new SentModel();
    live(data, clock, points, sent, 0);
    for (int restart = 1; restart <= RESTARTS; restart++) {
      boolean endsAgain = restart < RESTARTS && !names.isEmpty() && random.nextInt(3) == 0;
      FailPoints again =
          endsAgain
              ? FailPoints.haltAt(names.get(random.nextInt(names.size())), 1 + random.nextInt(3))
              : FailPoints.none();
      live(data, clock, again, sent, restart);
    }
  }

  private static void live(
      Path data, SettableClock clock, FailPoints points, SentModel sent, int life) {
    try (HaltingProcess process = new HaltingProcess(data, clock, points)) {
      process.awaitWritten();
      checkUnlessHalted(process, points, sent);
      for (int round = 0; round < (life == 0 ? ROUNDS : 1) && !points.isHalted(); round++) {
        round(process, clock, sent, life * 10 + round);
      }
      checkUnlessHalted(process, points, sent);
    } catch (RuntimeException e) {
      if (!points.isHalted()) {
        throw e;
      }
    }
  }

  /// A section with traces that are written, traces that are carried, a tenant that is carried
  /// whole, and at times everything that was carried so far.
  private static void round(
      HaltingProcess process, SettableClock clock, SentModel sent, int round) {
    long base = 1000L * (round + 1);
    sent.append(process, TenantId.SINGLE, request(base, span(base + 1, base + 1), span(1, base)));
    clock.advance(Duration.ofSeconds(40));
    sent.append(
        process,
        OTHER,
        request(
            base,
            IntStream.range(0, 5)
                .mapToObj(i -> span(base, base + 10 + i))
                .toArray(Span.Builder[]::new)));
    clock.advance(Duration.ofSeconds(17));
    sent.append(
        process,
        TenantId.SINGLE,
        request(base, span(base + 2, base + 2), span(base + 3, base + 3), span(1, base + 4)));
    sent.append(process, SMALL, request(base, span(1, base + 5)));
    clock.advance(round % 2 == 0 ? Duration.ofSeconds(4) : Duration.ofMinutes(16));
    sent.append(process, TenantId.SINGLE, request(base, span(base + 6, base + 6)));
    process.awaitWritten();
  }

  private static ExportTraceServiceRequest request(long base, Span.Builder... spans) {
    spans[0].addAttributes(text("long", base + LONG_TEXT));
    return TestSpans.request(spans);
  }

  private static void checkUnlessHalted(HaltingProcess process, FailPoints points, SentModel sent) {
    try {
      sent.check(process);
    } catch (RuntimeException | AssertionError e) {
      if (!points.isHalted()) {
        throw e;
      }
    }
  }
}
