package dev.vivace.storage.spans;

import static dev.vivace.storage.head.TestSpans.number;
import static dev.vivace.storage.head.TestSpans.span;
import static dev.vivace.storage.head.TestSpans.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.storage.block.BlockReader;
import dev.vivace.storage.block.RowGroupReader;
import dev.vivace.storage.block.TableReader;
import dev.vivace.storage.head.HeadFixture;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Span.Event;
import io.opentelemetry.proto.trace.v1.Span.Link;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Attributes survive row groups: templates, constants, rare keys, deviating orders.
class SealedAttributesTest {

  private final HeadFixture fixture = new HeadFixture();

  @ParameterizedTest(name = "row groups of {0} spans, seed {1}")
  @CsvSource({"7, 1", "64, 2", "100, 3", "300, 4", "1000, 5", "100000, 6"})
  void attributesComeBackFromRowGroupsOfAnySize(int maxRows, long seed) {
    appendRandom(1000, new Random(seed));

    assertRoundTrip(maxRows);
  }

  /// Values before the checkpoint are counted by template, those after it are read.
  @Test
  void attributesComeBackAcrossTheOrdinalsOfColumns() {
    Random random = new Random(9);
    for (int trace = 1; trace <= 500; trace++) {
      List<Span.Builder> spans = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        spans.add(randomSpan(trace, trace * 100L + i, random));
      }
      fixture.append(spans.toArray(Span.Builder[]::new));
    }

    BlockReader block = assertRoundTrip(HeadSealer.MAX_ROWS);
    assertThat(block.rowGroupCount()).isEqualTo(1);
    assertThat(block.rowGroupInfo(0).rows()).isEqualTo(10_000);
  }

  @Test
  void whatAllRowsOfATemplateAgreeOnIsStoredOnce() {
    for (int i = 1; i <= 500; i++) {
      fixture.append(
          span(i, i, 0)
              .setName("name " + i % 5)
              .addAttributes(text("same", "for name " + i % 5))
              .addAttributes(number("other", i)));
    }

    BlockReader block = assertRoundTrip(HeadSealer.MAX_ROWS);
    TableReader spans = block.rowGroup(0).table(SpanSchema.SPANS);
    assertThat(spans.strings(SpanSchema.attribute("same", 0)).count()).isEqualTo(5);
    // The first 64 are in the bag.
    assertThat(spans.ints(SpanSchema.attribute("other", 1)).count()).isEqualTo(436);
  }

  @Test
  void rareKeysLieInTheBagWithTheirPositions() {
    for (int i = 1; i <= 20_000; i++) {
      Span.Builder span = span(i, i, 0).addAttributes(number("first", i));
      if (i % 300 == 0) {
        span.addAttributes(text("rare", "value " + i));
      }
      fixture.append(span.addAttributes(text("last", "x")));
    }

    BlockReader block = assertRoundTrip(HeadSealer.MAX_ROWS);
    RowGroupReader rowGroup = block.rowGroup(0);
    assertThat(rowGroup.table(SpanSchema.SPANS).columns())
        .noneMatch(column -> column.key().name().equals("rare"));
    assertThat(rowGroup.table(SpanSchema.SPANS + SpanSchema.BAG_OF).rows())
        .isEqualTo(20_000 / 300 + 2 * 64);
  }

  @Test
  void moreNamesThanTemplatesShouldBeComeBack() {
    for (int i = 1; i <= 5000; i++) {
      fixture.append(span(i, i, 0).setName("name " + i).addAttributes(number("key", i)));
    }

    BlockReader block = assertRoundTrip(HeadSealer.MAX_ROWS);
    assertThat(block.rowGroup(0).table(SpanSchema.SPANS + SpanSchema.TEMPLATES_OF).rows())
        .isEqualTo(5000);
  }

  @Test
  void sendersThatShuffleTheirAttributesMakeOneTemplate() {
    Random random = new Random(5);
    for (int i = 1; i <= 2000; i++) {
      List<KeyValue> attributes = new ArrayList<>();
      for (int key = 0; key < 8; key++) {
        attributes.add(number("key " + key, i));
      }
      Collections.shuffle(attributes, random);
      fixture.append(span(i, i, 0).addAllAttributes(attributes));
    }

    BlockReader block = assertRoundTrip(HeadSealer.MAX_ROWS);
    // One with all keys; few with the first values of some keys in the bag.
    assertThat(block.rowGroup(0).table(SpanSchema.SPANS + SpanSchema.TEMPLATES_OF).rows())
        .isLessThan(10);
  }

  @Test
  void aKeyTooLongForAColumnComesBack() {
    String key = "k".repeat(400_000);
    for (int i = 1; i <= 70; i++) {
      fixture.append(span(i, i, 0).addAttributes(number(key, i)).addAttributes(number("b", i)));
    }

    assertRoundTrip(HeadSealer.MAX_ROWS);
  }

  @Test
  void attributesOfEventsAndLinksComeBackInManyRowGroups() {
    for (int i = 1; i <= 400; i++) {
      Span.Builder span = span(i, i, 0);
      for (int e = 0; e < i % 4; e++) {
        span.addEvents(
            Event.newBuilder()
                .setName("event " + e)
                .setTimeUnixNano(i + e)
                .addAttributes(number("n", e))
                .addAttributes(text("rare " + i % 90, "x")));
        span.addLinks(Link.newBuilder().addAttributes(number("link", i)));
      }
      fixture.append(span);
    }

    assertRoundTrip(50);
  }

  /// Rows of events may be many more than rows of spans: here over a million in a row group, each
  /// with an attribute that has no column.
  @Test
  void aMillionEventsWithRareAttributesKeepTheirOrder() {
    int spans = 1050;
    for (int i = 1; i <= spans; i++) {
      Span.Builder span = span(i, i, 0);
      for (int e = 0; e < 1000; e++) {
        Event.Builder event = Event.newBuilder().setTimeUnixNano(e);
        if (e % 100 == 0) {
          event.addAttributes(number("rare " + i, e));
        }
        span.addEvents(event);
      }
      fixture.append(span);
    }
    BlockReader block = BlockFixture.seal(fixture.head());

    assertThat(block.rowGroup(0).table(SpanSchema.EVENTS).rows()).isEqualTo(1000 * spans);
    fixture.assertTraces(id -> id.low() % 70 == 0, BlockFixture.reader(block));
  }

  @ParameterizedTest(name = "{0} keys")
  @ValueSource(ints = {30_000})
  void spansWithVeryManySteadyKeysTakeNoQuadraticTime(int keys) {
    for (int i = 1; i <= 70; i++) {
      Span.Builder span = span(i, i, 0).setName("name " + i);
      for (int key = 0; key < keys; key++) {
        span.addAttributes(number("k" + (i % 2 == 0 ? key : keys - key), 1));
      }
      fixture.append(span);
    }
    BlockReader block = BlockFixture.seal(fixture.head());

    fixture.assertTraces(id -> id.low() > 65, BlockFixture.reader(block));
  }

  private BlockReader assertRoundTrip(int maxRows) {
    BlockReader block =
        BlockFixture.seal(
            new HeadSealer(fixture.head(), maxRows, HeadSealer.MAX_TRACE_ROWS),
            new boolean[fixture.head().traces().count()]);
    fixture.assertTraces(_ -> true, BlockFixture.reader(block));
    assertThat(block.info().spans()).isEqualTo(fixture.sentSpans());
    return block;
  }

  private void appendRandom(int spans, Random random) {
    for (int i = 1; i <= spans; i++) {
      fixture.append(randomSpan(1 + random.nextInt(spans / 5), i, random));
    }
  }

  private static Span.Builder randomSpan(long trace, long id, Random random) {
    int kind = random.nextInt(4);
    Span.Builder span =
        span(trace, id, random.nextInt(3) == 0 ? 0 : id - 1).setName("name " + kind);
    List<KeyValue> attributes = new ArrayList<>();
    for (int key = 0; key < 6; key++) {
      if (key != kind || random.nextInt(10) == 0) {
        attributes.add(
            random.nextInt(40) == 0
                ? text("key " + key, "text")
                : number("key " + key, key == 5 ? kind : random.nextInt(5)));
      }
    }
    if (random.nextInt(20) == 0) {
      Collections.shuffle(attributes, random);
    }
    if (random.nextInt(10) == 0) {
      attributes.add(
          random.nextInt(attributes.size() + 1), text("rare " + random.nextInt(50), "r"));
    }
    if (random.nextInt(15) == 0) {
      attributes.add(text("key 3", "again"));
    }
    return span.addAllAttributes(attributes);
  }
}
