package dev.vivace.storage.head;

import static dev.vivace.storage.head.TestSpans.number;
import static dev.vivace.storage.head.TestSpans.request;
import static dev.vivace.storage.head.TestSpans.span;
import static dev.vivace.storage.head.TestSpans.text;
import static dev.vivace.storage.head.TestSpans.traceId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vivace.model.bytes.Slice;
import dev.vivace.model.span.SpanBatch;
import dev.vivace.model.span.ValueType;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.Span;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongPredicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class LiveHeadTest {

  private final HeadFixture fixture = new HeadFixture();
  private final LiveHead head = fixture.head();

  @Test
  void rowsKnowTheirRequest() {
    fixture.append(span(1, 1, 0), span(1, 2, 1));
    fixture.append(request());
    fixture.append(span(2, 3, 0));

    assertThat(head.logOffset(0)).isEqualTo(0);
    assertThat(head.logOffset(1)).isEqualTo(0);
    assertThat(head.logOffset(2)).isEqualTo(2);
    assertThat(head.receivedNanos(2)).isEqualTo(2002);
  }

  @Test
  void aFilterLeavesSpansOut() {
    head.append(
        fixture.decode(request(span(1, 1, 0), span(1, 2, 0), span(2, 3, 0))),
        (batch, i) -> batch.spans().spanId(i) != 2,
        7,
        1,
        1);

    assertThat(head.rowCount()).isEqualTo(2);
    assertThat(HeadFixture.read(traceId(1), HeadFixture.reader(head))).hasSize(1);
  }

  @Test
  void attributesMoveFromTheBagToColumnsAndStayInOrder() {
    for (int i = 1; i <= 200; i++) {
      fixture.append(
          span(i % 7, i, 0)
              .addAttributes(number("a", i))
              .addAttributes(text("rare" + i, "x"))
              .addAttributes(text("b", "value"))
              .addAttributes(number("a", -i))
              .addAttributes(text("c", "" + i)));
    }

    fixture.assertTraces();
  }

  @Test
  void aStringOfTwoMebibytesAmongOthersComesBack() {
    for (int i = 1; i <= 100; i++) {
      fixture.append(
          span(1, i, 0)
              .addAttributes(text("s", i % 40 == 0 ? "x".repeat(2 << 20) : ""))
              .addAttributes(text("t", i % 30 == 0 ? "y".repeat(1 << 17) : "t" + i)));
    }

    fixture.assertTraces();
  }

  @Test
  void carriedTracesKeepTheirRequestsAndTimes() {
    fixture.append(span(1, 1, 0), span(2, 2, 0));
    fixture.append(span(2, 3, 0));
    fixture.append(span(1, 4, 0));
    LiveHead next = carry(trace -> trace == 1);

    assertThat(next.rowCount()).isEqualTo(2);
    assertThat(next.logOffset(0)).isEqualTo(0);
    assertThat(next.logOffset(1)).isEqualTo(2);
    assertThat(next.traces().firstAppendNanos(0)).isEqualTo(1000);
    assertThat(next.traces().lastAppendNanos(0)).isEqualTo(1002);
    assertThat(next.requests().bytes(0)).isEqualTo(head.requests().bytes(0) / 2);
  }

  /// A sender whose keys never repeat, and one trace that is always young.
  @Test
  void aHeadThatIsCarriedAgainAndAgainDoesNotGrow() {
    LiveHead current = head;
    long used = 0;
    for (int cut = 0; cut < 20; cut++) {
      for (int i = 0; i < 200; i++) {
        int n = cut * 200 + i;
        Span.Builder once =
            span(100 + n, n + 1, 0).setName("name " + n).addAttributes(number("key " + n, 1));
        current.append(fixture.decode(request(once)), SpanFilter.ALL, n, n, n);
      }
      LiveHead next = new LiveHead(fixture.memory());
      boolean[] chosen = new boolean[current.traces().count()];
      Arrays.fill(chosen, chosen.length - 10, chosen.length, true);
      next.carryFrom(current, chosen);
      current.release();
      current = next;
      if (cut == 0) {
        used = fixture.memory().usedBytes();
      }
    }

    assertThat(current.attributes().keys().size()).isEqualTo(10);
    assertThat(fixture.memory().usedBytes()).isLessThan(used * 11 / 10);
  }

  @Test
  void aHeadCountsItsOwnMemory() {
    LiveHead other = new LiveHead(fixture.memory());
    fixture.append(span(1, 1, 0));
    assertThat(head.usedBytes()).isGreaterThan(other.usedBytes());
    assertThat(head.usedBytes() + other.usedBytes()).isEqualTo(fixture.memory().usedBytes());

    head.release();

    assertThat(head.usedBytes()).isZero();
    assertThat(other.usedBytes()).isEqualTo(fixture.memory().usedBytes());
  }

  @Test
  void aTenantWithFewSpansTakesLittle() {
    fixture.append(span(1, 1, 0).addAttributes(text("a", "b")), span(1, 2, 1));

    assertThat(head.usedBytes()).isLessThan(30 << 10);
  }

  /// What is counted is what the heap pays: of many tiny heads and of a few with many columns.
  @ParameterizedTest(name = "{0} heads of {1} spans")
  @CsvSource({"300, 1", "20, 300"})
  void theCountIsNearTheTruth(int headCount, int spans) {
    LiveHead[] heads = new LiveHead[headCount];
    fill(new LiveHead[2], new HeadMemory(0), spans); // classes and buffers are there afterwards
    long before = usedHeap();
    HeadMemory counted = new HeadMemory(0);
    fill(heads, counted, spans);
    long truth = usedHeap() - before;

    assertThat(heads[headCount - 1].rowCount()).isEqualTo(spans);
    assertThat((double) counted.usedBytes()).isBetween(truth * 0.9, truth * 1.25);
  }

  private void fill(LiveHead[] heads, HeadMemory memory, int spans) {
    for (int h = 0; h < heads.length; h++) {
      heads[h] = new LiveHead(memory);
      for (int i = 0; i < spans; i++) {
        heads[h].append(fixture.decode(wide(i)), SpanFilter.ALL, i, i, i);
      }
    }
  }

  private static ExportTraceServiceRequest wide(int i) {
    Span.Builder span = span(i + 1, i + 1, 0);
    for (int a = 0; a < 100; a++) {
      span.addAttributes(text("attribute " + a, "value " + i));
    }
    return request(span);
  }

  private static long usedHeap() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  @Test
  void aTraceIsReadWhileItGrows() {
    AtomicBoolean done = new AtomicBoolean();
    fixture.append(span(1, 1, 0));
    CompletableFuture<Long> reader =
        CompletableFuture.supplyAsync(
            () -> {
              long reads = 0;
              int last = 0;
              while (!done.get()) {
                int now = HeadFixture.read(traceId(1), HeadFixture.reader(head)).size();
                assertThat(now).isGreaterThanOrEqualTo(last);
                last = now;
                reads++;
              }
              return reads;
            });
    for (int i = 2; i <= 3000; i++) {
      fixture.append(
          span(1, i, 1).setName("name " + i % 50).addAttributes(text("k" + i % 300, "v" + i)));
    }
    done.set(true);

    assertThat(reader.join()).isPositive();
    fixture.assertTraces();
  }

  /// Wherever in its columns an append fails.
  @ParameterizedTest(name = "{0}")
  @EnumSource
  void afterAFailedAppendEarlierSpansAreReadAndAnotherHeadGoesOn(Broken broken) {
    Span.Builder whole =
        span(1, 1, 0)
            .addEvents(Span.Event.newBuilder().setName("event").addAttributes(text("a", "b")))
            .addLinks(
                Span.Link.newBuilder().setSpanId(TestSpans.id(7)).addAttributes(text("a", "b")));
    fixture.append(whole, whole.clone().setSpanId(TestSpans.id(2)));
    SpanBatch batch =
        fixture.decode(
            request(
                whole.clone().setSpanId(TestSpans.id(3)),
                whole
                    .clone()
                    .setTraceId(TestSpans.id(0, 2))
                    .addAttributes(text("new", "column"))
                    .addAttributes(text("new", "in the bag"))));
    broken.apply(batch);

    assertThatThrownBy(() -> head.append(batch, SpanFilter.ALL, 1, 1, 1))
        .isInstanceOf(IndexOutOfBoundsException.class);

    fixture.assertTraces();
    assertThat(HeadFixture.read(traceId(2), HeadFixture.reader(head))).isEmpty();
    assertThatThrownBy(() -> fixture.append(span(3, 3, 0)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("an append has failed");
    LiveHead next = carry(_ -> true);
    assertThat(next.rowCount()).isEqualTo(2);
    assertThat(next.traces().count()).isEqualTo(1);
    fixture.assertTraces(_ -> true, HeadFixture.reader(next));
    head.release();
    next.release();
    assertThat(fixture.memory().usedBytes()).isZero();
  }

  /// What of the second of two spans lies outside the request's bytes.
  enum Broken {
    NAME,
    ATTRIBUTE,
    STATUS_MESSAGE,
    UNKNOWN_FIELDS,
    EVENT_NAME,
    LINK_STATE;

    void apply(SpanBatch batch) {
      long outside = Slice.of(1 << 20, 4);
      switch (this) {
        case NAME -> batch.spans().setName(1, outside);
        case ATTRIBUTE -> batch.spanAttributes().set(1, 0, ValueType.STRING.code(), outside);
        case STATUS_MESSAGE -> batch.spans().setStatusMessage(1, outside);
        case UNKNOWN_FIELDS -> batch.spans().setUnknownFields(1, outside);
        case EVENT_NAME -> batch.events().setName(1, outside);
        case LINK_STATE -> batch.links().setTraceState(1, outside);
      }
    }
  }

  private LiveHead carry(LongPredicate wanted) {
    boolean[] chosen = new boolean[head.traces().count()];
    for (int i = 0; i < chosen.length; i++) {
      chosen[i] = wanted.test(head.traces().low(i));
    }
    LiveHead next = new LiveHead(fixture.memory());
    next.carryFrom(head, chosen);
    return next;
  }
}
