package dev.vivace.ingester;

import static dev.vivace.ingester.TestSpans.request;
import static dev.vivace.ingester.TestSpans.span;
import static dev.vivace.ingester.TestSpans.text;

import dev.vivace.storage.trace.TraceFinder;
import dev.vivace.storage.trace.TraceSink;
import io.opentelemetry.proto.trace.v1.Span;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongFunction;

/// A process of its own with little memory that takes input which wants much of it. Ends with 0 if
/// everything came back and the heads stayed within their budget.
final class HostileInput {

  static final long BUDGET_BYTES = 64 << 20;

  /// What the heads may hold beyond their budget: the growth by one request.
  private static final long OVERSHOOT_BYTES = 8 << 20;

  private static final int BATCH = 500;

  private final IngesterFixture fixture;
  private double mostBytes;

  private HostileInput(IngesterFixture fixture) {
    this.fixture = fixture;
  }

  public static void main(String[] arguments) {
    try (IngesterFixture fixture =
        new IngesterFixture(Path.of(arguments[1]))
            .with(IngesterFixture.config(BUDGET_BYTES, 0))
            .start()) {
      HostileInput input = new HostileInput(fixture);
      switch (arguments[0]) {
        case "giant-trace" -> input.giantTrace();
        case "many-keys" -> input.manyKeys();
        case "long-strings" -> input.longStrings();
        case "many-templates" -> input.manyTemplates();
        default -> throw new IllegalArgumentException(arguments[0]);
      }
      input.finish();
    }
  }

  private void giantTrace() {
    int count = 300_000;
    send(count, i -> span(1, i).setParentSpanId(span(1, i - 1).getSpanId()));
    expectSpans(1, count);
    cut();
    expectSpans(1, count);
  }

  private void manyKeys() {
    send(
        2000,
        i -> {
          Span.Builder span = span(i, i);
          for (int key = 0; key < 100; key++) {
            span.addAttributes(text("key " + (i * 50 + key), "value " + key));
          }
          return span;
        });
    cut();
    for (long i = 1; i <= 2000; i += 37) {
      expectSpans(i, 1);
    }
  }

  private void longStrings() {
    String filler = "x".repeat(2 << 20);
    for (long i = 1; i <= 45; i++) {
      long first = i * 1000;
      send(50, n -> span(first + n, n));
      fixture.append(span(i, i).addAttributes(text("long", filler + i)));
      observe();
    }
    cut();
    for (long i = 1; i <= 45; i++) {
      expectSpans(i, 1);
    }
  }

  /// Every span has a name, a set of keys and an order of its own.
  private void manyTemplates() {
    int count = 30_000;
    send(
        count,
        i -> {
          Span.Builder span = span(i, i).setName("name " + i);
          for (long key = 0; key < 16; key++) {
            long shuffled = (key * 7 + i) % 16;
            if ((i >> (shuffled % 12) & 1) == 0) {
              span.addAttributes(text("key " + shuffled, "v"));
            }
          }
          return span;
        });
    cut();
    for (long i = 1; i <= count; i += 997) {
      expectSpans(i, 1);
    }
  }

  private void send(int count, LongFunction<Span.Builder> maker) {
    for (int from = 1; from <= count; from += BATCH) {
      List<Span.Builder> spans = new ArrayList<>();
      for (int i = from; i <= count && i < from + BATCH; i++) {
        spans.add(maker.apply(i));
      }
      fixture.append(spans.toArray(Span.Builder[]::new));
      observe();
    }
  }

  private void observe() {
    mostBytes = Math.max(mostBytes, fixture.gauge("vivace_live_head_bytes"));
  }

  /// Two ends of sections, so that what the first carries is written by the second.
  private void cut() {
    for (int i = 0; i < 2; i++) {
      fixture.clock.advance(Duration.ofSeconds(61));
      CompletableFuture<?> answer =
          fixture.appendLater(IngesterFixture.TENANT, request(span(1_000_000_000 + i, 1)));
      answer.join();
      observe();
      fixture.awaitWritten();
    }
  }

  private void expectSpans(long trace, int expected) {
    CountingSink sink = new CountingSink();
    fixture
        .ingester()
        .traceFinder()
        .find(
            IngesterFixture.TENANT,
            TestSpans.traceId(trace),
            TraceFinder.Sources.ALL,
            0,
            Long.MAX_VALUE,
            sink);
    if (sink.spans != expected) {
      throw new AssertionError(
          "trace %d: %d spans (expected: %d)".formatted(trace, sink.spans, expected));
    }
  }

  private void finish() {
    System.out.printf("most bytes in heads: %,.0f%n", mostBytes);
    if (mostBytes > BUDGET_BYTES + OVERSHOOT_BYTES) {
      throw new AssertionError("heads held %,.0f bytes".formatted(mostBytes));
    }
    if (fixture.fatal.get() > 0) {
      throw new AssertionError("the write path ended");
    }
  }

  private static final class CountingSink implements TraceSink {

    private int spans;

    @Override
    public int resource(byte[] bytes, int offset, int length) {
      return 0;
    }

    @Override
    public int scope(byte[] bytes, int offset, int length) {
      return 0;
    }

    @Override
    public boolean contains(long spanId, int kind, long startNanos) {
      return false;
    }

    @Override
    public boolean span(
        int resource,
        int scope,
        long spanId,
        int kind,
        long startNanos,
        byte[] bytes,
        int offset,
        int length) {
      spans++;
      return true;
    }
  }
}
