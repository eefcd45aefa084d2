package dev.vivace.storage.spans;

import static dev.vivace.storage.head.TestSpans.request;
import static dev.vivace.storage.head.TestSpans.span;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.storage.head.HeadFixture;
import dev.vivace.storage.head.LiveHead;
import dev.vivace.storage.head.SpanFilter;
import dev.vivace.storage.head.TestSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Layouts are written as `depth:id` in their order.
class TraceLayoutTest {

  private final HeadFixture fixture = new HeadFixture();
  private final LiveHead head = fixture.head();
  private final TraceLayout layout = new TraceLayout();

  @Test
  void parentsComeFirstAndSiblingsByStart() {
    fixture.append(span(1, 5, 1), span(1, 3, 2), span(1, 2, 1), span(1, 4, 2), span(1, 1, 0));

    assertThat(laidOut()).isEqualTo("0:1 1:2 2:3 2:4 1:5");
    assertThat(layout.hasRoot()).isTrue();
  }

  @Test
  void siblingsOfOneStartAreOrderedByUnsignedSpanId() {
    fixture.append(
        span(1, -1, 1).setStartTimeUnixNano(7),
        span(1, 3, 1).setStartTimeUnixNano(7),
        span(1, 1, 0));

    assertThat(laidOut()).isEqualTo("0:1 1:3 1:-1");
  }

  @Test
  void timesAreUnsigned() {
    fixture.append(
        span(1, 2, 1).setStartTimeUnixNano(-5),
        span(1, 3, 1).setStartTimeUnixNano(Long.MAX_VALUE),
        span(1, 1, 0).setStartTimeUnixNano(0));

    assertThat(laidOut()).isEqualTo("0:1 1:3 1:2");
  }

  @Test
  void orphansBeginTreesOfTheirOwn() {
    fixture.append(span(1, 4, 99), span(1, 5, 4), span(1, 1, 0), span(1, 2, 1));

    assertThat(laidOut()).isEqualTo("0:1 1:2 0:4 1:5");
  }

  @Test
  void aTraceOfOrphansHasNoRoot() {
    fixture.append(span(1, 4, 99));

    assertThat(laidOut()).isEqualTo("0:4");
    assertThat(layout.hasRoot()).isFalse();
  }

  @Test
  void selfParentsAndCyclesAreCutAndEverySpanStays() {
    fixture.append(
        span(1, 1, 1),
        span(1, 2, 4), // 2 -> 4 -> 3 -> 2
        span(1, 3, 2),
        span(1, 4, 3),
        span(1, 5, 3));

    assertThat(laidOut()).isEqualTo("0:1 0:3 1:4 2:2 1:5");
  }

  @Test
  void ofSpansWithTheSameIdentityTheFirstStays() {
    fixture.append(span(1, 1, 0).setName("first"), span(1, 2, 1));
    fixture.append(span(1, 1, 0).setName("second"));

    assertThat(laidOut()).isEqualTo("0:1 1:2");
    assertThat(layout.row(0)).isZero();
    assertThat(layout.duplicates()).isEqualTo(1);
  }

  @Test
  void childrenOfAnIdThatClientAndServerShareBelongToTheServer() {
    fixture.append(
        span(1, 1, 0),
        span(1, 7, 1).setKind(SpanKind.SPAN_KIND_CLIENT).setStartTimeUnixNano(2),
        span(1, 7, 1).setKind(SpanKind.SPAN_KIND_SERVER).setStartTimeUnixNano(3),
        span(1, 8, 7));

    assertThat(laidOut()).isEqualTo("0:1 1:7 1:7 2:8");
    assertThat(head.startNanos(layout.row(2))).isEqualTo(3);
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void theOrderOfArrivalDoesNotMatter(long seed) {
    Random random = new Random(seed);
    List<Span.Builder> spans = new ArrayList<>();
    for (int i = 1; i <= 60; i++) {
      spans.add(
          span(1, i, random.nextInt(70))
              .setStartTimeUnixNano(random.nextInt(20))
              .setKindValue(random.nextInt(4)));
    }
    String expected = laidOut(spans);
    for (int i = 0; i < 5; i++) {
      Collections.shuffle(spans, random);
      assertThat(laidOut(spans)).isEqualTo(expected);
    }
  }

  @Test
  void aChainOfThreeHundredThousandSpansIsLaidOut() {
    appendMany(300_000, i -> span(1, i, i - 1L));

    layout.layOut(head, 0);

    assertThat(layout.count()).isEqualTo(300_000);
    for (int i = 0; i < 300_000; i += 1000) {
      assertThat(layout.depth(i)).isEqualTo(i);
    }
  }

  @Test
  void oneSpanIdOverAndOverTakesNoQuadraticTime() {
    appendMany(200_000, i -> span(1, 7, 0).setStartTimeUnixNano(i));

    layout.layOut(head, 0);

    assertThat(layout.count()).isEqualTo(200_000);
  }

  @Test
  void spanIdsThatDifferInTheirHighBitsOnlyTakeNoQuadraticTime() {
    appendMany(65_535, i -> span(1, (long) i << 48, 0).setStartTimeUnixNano(i));

    layout.layOut(head, 0);

    assertThat(layout.count()).isEqualTo(65_535);
  }

  private interface SpanMaker {
    Span.Builder make(int number);
  }

  private void appendMany(int count, SpanMaker maker) {
    for (int from = 1; from <= count; from += 10_000) {
      List<Span.Builder> spans = new ArrayList<>();
      for (int i = from; i <= count && i < from + 10_000; i++) {
        spans.add(maker.make(i));
      }
      head.append(
          fixture.decode(request(spans.toArray(Span.Builder[]::new))), SpanFilter.ALL, from, 1, 1);
    }
  }

  private String laidOut(List<Span.Builder> spans) {
    HeadFixture other = new HeadFixture();
    other.append(TestSpans.request(spans.toArray(Span.Builder[]::new)));
    return laidOut(other.head());
  }

  private String laidOut() {
    return laidOut(head);
  }

  private String laidOut(LiveHead of) {
    layout.layOut(of, 0);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < layout.count(); i++) {
      text.append(i == 0 ? "" : " ")
          .append(layout.depth(i))
          .append(':')
          .append(of.spanId(layout.row(i)));
    }
    return text.toString();
  }
}
