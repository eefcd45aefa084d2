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
import io.opentelemetry.proto.trace.v1.Span;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongPredicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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
  void aReleasedHeadLeavesItsFullChunksToTheNext() {
    for (int i = 1; i <= 40_000; i++) {
      fixture.append(span(i, i, 0).addAttributes(number("n", i)));
    }
    long used = head.usedBytes();
    head.release();
    long pooled = fixture.memory().pooledBytes();
    assertThat(pooled).isBetween(used / 2, used);

    LiveHead next = new LiveHead(fixture.memory());
    for (int i = 1; i <= 40_000; i++) {
      next.append(fixture.decode(request(span(i, i, 0))), SpanFilter.ALL, i, i, i);
    }

    assertThat(fixture.memory().pooledBytes()).isLessThan(pooled / 2);
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
