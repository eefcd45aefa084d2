package dev.vivace.storage.view;

import static dev.vivace.storage.head.TestSpans.number;
import static dev.vivace.storage.head.TestSpans.span;
import static dev.vivace.storage.head.TestSpans.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.model.otlp.RandomRequests;
import dev.vivace.storage.head.HeadFixture;
import dev.vivace.storage.scan.SeenSpan;
import dev.vivace.traceql.ast.Scope;
import dev.vivace.traceql.table.Bits;
import dev.vivace.traceql.table.CodedColumn;
import dev.vivace.traceql.table.TraceTree;
import dev.vivace.traceql.value.Value;
import io.opentelemetry.proto.trace.v1.Span;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeadViewTest {

  private static final int REQUESTS = 40;

  private final ViewMemory memory = new ViewMemory(1 << 30);
  private final HeadFixture fixture = new HeadFixture();

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void everythingThatWasSentIsSeen(long seed) {
    append(new RandomRequests(seed));

    assertThat(SeenSpan.of(view())).containsExactlyInAnyOrderElementsOf(sent());
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {11, 12, 13, 14})
  void aViewDoesNotChangeWhenItsHeadGrows(long seed) {
    RandomRequests requests = new RandomRequests(seed);
    append(requests);
    HeadView early = view();
    HeadView readBefore = view();
    List<SeenSpan> expected = sent();
    assertThat(SeenSpan.of(readBefore)).containsExactlyInAnyOrderElementsOf(expected);
    // Spans of known traces, and so many that keys get columns.
    append(requests);
    fixture.sent().keySet().stream()
        .limit(20)
        .forEach(
            id ->
                fixture.append(
                    span(0, id.low(), 0)
                        .setTraceId(dev.vivace.storage.head.TestSpans.id(id.high(), id.low()))
                        .addAttributes(text("added.later", "x"))));

    assertThat(SeenSpan.of(early)).containsExactlyInAnyOrderElementsOf(expected);
    assertThat(SeenSpan.of(readBefore)).containsExactlyInAnyOrderElementsOf(expected);
    assertThat(early.keys(Scope.SPAN)).doesNotContain("added.later");
    assertThat(early.attribute(Scope.SPAN, "added.later")).isNull();
    assertThat(SeenSpan.of(view())).containsExactlyInAnyOrderElementsOf(sent());
  }

  @Test
  void ofSpansWithOneIdentityOnlyTheFirstIsThere() {
    fixture.append(span(1, 1, 0).setName("first"), span(2, 1, 0));
    fixture.append(span(1, 1, 0).setName("again"), span(1, 1, 0).setKindValue(2));

    HeadView view = view();

    assertThat(SeenSpan.of(view)).containsExactlyInAnyOrderElementsOf(sent());
    assertThat(Bits.count(Objects.requireNonNull(view.maskedRows()))).isEqualTo(1);
    assertThat(view.rowCount()).isEqualTo(4);
    assertThat(view.traceCount()).isEqualTo(2);
  }

  @Test
  void treeAndFactsAreThoseOfTheTraces() {
    fixture.append(span(1, 20, 10), span(2, 5, 0), span(1, 10, 0), span(1, 30, 20));

    HeadView view = view();

    assertThat(view.firstRow(1)).isEqualTo(3);
    assertThat(view.spanIds()).containsExactly(20, 10, 30, 5);
    assertThat(view.tree().parents()).containsExactly(1, TraceTree.ROOT, 0, TraceTree.ROOT);
    assertThat(view.facts().roots()).containsExactly(1, 3);
    assertThat(view.facts().starts()).containsExactly(10, 5);
    assertThat(view.facts().durations()).containsExactly(30, 10);
    assertThat(view.range()).isEqualTo(new TableRange(5, 10, 40, 5, 30));
  }

  @Test
  void aTraceWithoutAClockIsWhereItWasReceived() {
    fixture.append(span(1, 5000, 0));
    fixture.append(span(2, 7, 0).setStartTimeUnixNano(0).setEndTimeUnixNano(3));
    fixture.append(span(1, 8, 0).setStartTimeUnixNano(0), span(2, 9, 0).setStartTimeUnixNano(0));

    HeadView view = view();

    assertThat(view.facts().starts()).containsExactly(5000, 0);
    assertThat(view.times().starts()).containsExactly(5000, 2001);
    assertThat(view.times().ends()).containsExactly(5010, 2001);
    assertThat(view.range()).isEqualTo(new TableRange(2001, 5000, 5010, 0, 5000));
  }

  @Test
  void theFirstOfAKeyTwiceIsItsValueWhateverItsType() {
    for (int i = 1; i <= 100; i++) {
      fixture.append(
          span(1, i, 0).addAttributes(text("key", "a" + i)).addAttributes(number("key", i)),
          span(2, i, 0).addAttributes(number("key", i)).addAttributes(text("key", "b")));
    }

    CodedColumn column = Objects.requireNonNull(view().attribute(Scope.SPAN, "key"));

    assertThat(column.values().value(column.codes().get(99)))
        .isEqualTo(new Value.StringValue("a100"));
    assertThat(column.values().value(column.codes().get(100))).isEqualTo(new Value.IntValue(1));
  }

  @Test
  void columnsAreKeptAsLongAsThereIsRoom() {
    fixture.append(span(1, 1, 0).addAttributes(text("key", "value")));
    HeadView roomy = view();
    HeadView tight = HeadView.of(fixture.head(), new ViewMemory(0));

    assertThat(roomy.attribute(Scope.SPAN, "key")).isSameAs(roomy.attribute(Scope.SPAN, "key"));
    assertThat(tight.attribute(Scope.SPAN, "key"))
        .isNotNull()
        .isNotSameAs(tight.attribute(Scope.SPAN, "key"));
    assertThat(memory.usedBytes()).isPositive();
    roomy.drop();
    assertThat(memory.usedBytes()).isZero();
  }

  @Test
  void viewsAreWholeWhileSpansAreAppended() throws InterruptedException {
    int requests = 400;
    Thread appender =
        Thread.ofVirtual()
            .start(
                () -> {
                  for (int i = 1; i <= requests; i++) {
                    fixture.append(
                        span(1 + i % 7, i, 0)
                            .addAttributes(number("number", i))
                            .addAttributes(text("text", "t" + i))
                            .addEvents(Span.Event.newBuilder().setName("e" + i)),
                        span(1_000 + i, i, 0));
                  }
                });
    int rows = 0;
    while (rows < 2 * requests) {
      HeadView view = view();
      assertThat(view.rowCount()).isGreaterThanOrEqualTo(rows).isEven();
      rows = view.rowCount();
      List<SeenSpan> spans = SeenSpan.of(view);
      assertThat(spans).hasSize(rows);
      for (SeenSpan span : spans) {
        if (span.trace().low() < 1_000) {
          long i = span.spanId();
          assertThat(span.attributes())
              .containsEntry("number", new Value.IntValue(i))
              .containsEntry("text", new Value.StringValue("t" + i));
          assertThat(span.events()).singleElement().extracting("name").isEqualTo("e" + i);
        }
      }
    }
    appender.join();
  }

  @Test
  void anEmptyHeadIsAnEmptyTable() {
    HeadView view = view();

    assertThat(view.rowCount()).isZero();
    assertThat(view.firstRow(0)).isZero();
    assertThat(SeenSpan.of(view)).isEmpty();
    assertThat(view.events().firstRows()).containsExactly(0);
    assertThat(view.keys(Scope.RESOURCE)).isEmpty();
  }

  private HeadView view() {
    return HeadView.of(fixture.head(), memory);
  }

  private void append(RandomRequests requests) {
    for (int i = 0; i < REQUESTS; i++) {
      fixture.append(requests.next());
    }
  }

  private List<SeenSpan> sent() {
    return fixture.sent().values().stream().flatMap(Collection::stream).map(SeenSpan::of).toList();
  }
}
