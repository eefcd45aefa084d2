package dev.vivace.ingester;

import static dev.vivace.ingester.TestSpans.span;
import static dev.vivace.ingester.TestSpans.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.vivace.model.id.TenantId;
import io.opentelemetry.proto.trace.v1.Span;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Appends, cuts by age and by memory, releases and look-ups at the same time: at no moment is an
/// acknowledged span missing or doubled.
class IngesterConcurrencyTest {

  private static final int WRITERS = 3;
  private static final int READERS = 3;
  private static final int TRACES = 40;
  private static final int APPENDS = Integer.getInteger("vivace.test.appends", 400);
  private static final List<TenantId> TENANTS = List.of(TenantId.SINGLE, new TenantId("other"));

  private record Key(TenantId tenant, long trace) {}

  @TempDir Path folder;

  private final Map<Key, Collection<Long>> acknowledged = new ConcurrentHashMap<>();
  private final AtomicInteger writing = new AtomicInteger(WRITERS);

  @Test
  void everyAcknowledgedSpanIsThereOnceAtEveryMoment() {
    try (IngesterFixture fixture =
        new IngesterFixture(folder).with(IngesterFixture.config(1 << 20, 60)).start()) {
      List<Future<?>> running = new ArrayList<>();
      try (ExecutorService threads = Executors.newCachedThreadPool()) {
        for (int i = 0; i < WRITERS; i++) {
          int writer = i;
          running.add(threads.submit(() -> write(fixture, writer)));
        }
        for (int i = 0; i < READERS; i++) {
          int reader = i;
          running.add(threads.submit(() -> read(fixture, reader)));
        }
        running.forEach(IngesterConcurrencyTest::join);
      }
      fixture.awaitWritten();
      assertThat(fixture.fatal).hasValue(0);
      assertThat(fixture.sections()).hasSizeGreaterThan(1);
      assertThat(fixture.counter("vivace_sections_cut_by_memory")).isPositive();
      fixture.restart();
      acknowledged.forEach(
          (key, spans) ->
              assertThat(fixture.find(key.tenant(), key.trace()))
                  .containsExactlyElementsOf(spans.stream().sorted().toList()));
    }
  }

  private void write(IngesterFixture fixture, int writer) {
    Random random = new Random(writer);
    try {
      for (int i = 1; i <= APPENDS; i++) {
        // Traces of a window that moves, so that some are done and others begin.
        long trace = 1L + i / 20 + random.nextInt(TRACES);
        TenantId tenant = TENANTS.get(random.nextInt(10) == 0 ? 1 : 0);
        long id = ((long) writer << 32) | i;
        Span.Builder span = span(trace, id).addAttributes(text("filler", "x".repeat(2000) + i));
        fixture.append(tenant, span);
        acknowledged
            .computeIfAbsent(new Key(tenant, trace), _ -> new ConcurrentLinkedQueue<>())
            .add(id);
        if (i % 10 == 0) {
          fixture.clock.advance(Duration.ofMillis(random.nextInt(2000)));
        }
      }
    } finally {
      writing.decrementAndGet();
    }
  }

  private void read(IngesterFixture fixture, int reader) {
    Random random = new Random(100 + reader);
    while (writing.get() > 0) {
      List<Key> keys = List.copyOf(acknowledged.keySet());
      if (keys.isEmpty()) {
        Thread.onSpinWait();
        continue;
      }
      Key key = keys.get(random.nextInt(keys.size()));
      List<Long> before = List.copyOf(acknowledged.get(key));
      List<Long> found = fixture.find(key.tenant(), key.trace());
      if (!found.containsAll(before)) {
        fail("trace %s: found %s, acknowledged before were %s", key, found, before);
      }
      assertThat(found).as("trace %s", key).doesNotHaveDuplicates();
    }
  }

  private static void join(Future<?> future) {
    try {
      future.get();
    } catch (InterruptedException | ExecutionException e) {
      throw new AssertionError(e);
    }
  }
}
