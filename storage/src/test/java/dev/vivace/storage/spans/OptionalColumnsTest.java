package dev.vivace.storage.spans;

import static dev.vivace.storage.head.TestSpans.number;
import static dev.vivace.storage.head.TestSpans.span;
import static dev.vivace.storage.head.TestSpans.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.storage.block.BlockReader;
import dev.vivace.storage.block.ColumnInfo;
import dev.vivace.storage.block.RowGroupReader;
import dev.vivace.storage.head.HeadFixture;
import dev.vivace.storage.trace.TraceSink;
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

/// Senders that leave frequent keys out at will.
class OptionalColumnsTest {

  private static final int KEYS = 20;
  private static final int KEYS_IN_BAG_PER_COLUMN = 64;

  private final HeadFixture fixture = new HeadFixture();

  @ParameterizedTest(name = "row groups of {0} spans, seed {1}")
  @CsvSource({"100000, 1", "7000, 2"})
  void keysThatAreLeftOutAtWillMakeFewTemplatesAndSmallBlocks(int maxRows, long seed) {
    Random random = new Random(seed);
    for (int i = 1; i <= 20_000; i++) {
      fixture.append(span(1 + random.nextInt(2000), i, 0).addAllAttributes(someOf(random)));
    }

    BlockReader block = assertRoundTrip(maxRows);
    for (int group = 0; group < block.rowGroupCount(); group++) {
      RowGroupReader rowGroup = block.rowGroup(group);
      assertThat(rows(rowGroup, SpanSchema.TEMPLATES_OF)).isLessThanOrEqualTo(4096);
      assertThat(rows(rowGroup, SpanSchema.BAG_OF))
          .isLessThanOrEqualTo(KEYS * KEYS_IN_BAG_PER_COLUMN);
      assertThat(rowGroup.hasTable(SpanSchema.SPANS + SpanSchema.ORDERS_OF)).isFalse();
      assertThat(optional(rowGroup, SpanSchema.SPANS)).isNotEmpty();
    }
    // 8 for the id, ten values of a byte, 20 bits.
    assertThat((double) block.lengthBytes() / fixture.sentSpans()).isLessThan(21);
  }

  @Test
  void typesOrdersDuplicatesAndRareKeysComeBack() {
    Random random = new Random(3);
    for (int i = 1; i <= 12_000; i++) {
      List<KeyValue> attributes = new ArrayList<>();
      for (int key = 0; key < KEYS; key++) {
        if (random.nextBoolean()) {
          attributes.add(
              random.nextInt(4) == 0 ? text("key " + key, "t") : number("key " + key, i));
        }
      }
      if (random.nextInt(20) == 0) {
        Collections.shuffle(attributes, random);
      }
      if (random.nextInt(10) == 0) {
        attributes.add(random.nextInt(attributes.size() + 1), text("rare " + i % 900, "r"));
      }
      if (random.nextInt(10) == 0) {
        attributes.add(text("key 3", "again"));
      }
      attributes.add(random.nextInt(attributes.size() + 1), number("always", 1));
      fixture.append(
          span(1 + random.nextInt(1000), i, 0)
              .setName("name " + random.nextInt(3))
              .addAllAttributes(attributes));
    }

    BlockReader block = assertRoundTrip(HeadSealer.MAX_ROWS);
    assertThat(optional(block.rowGroup(0), SpanSchema.SPANS)).contains("key 3 of type 1");
  }

  @Test
  void keysThatComeTogetherStayInTemplates() {
    Random random = new Random(4);
    for (int i = 1; i <= 8000; i++) {
      List<KeyValue> attributes = someOf(random);
      if (random.nextInt(5) == 0) {
        for (int key = 0; key < 12; key++) {
          attributes.add(2 * key % attributes.size(), number("http " + key, i));
        }
      }
      fixture.append(span(i, i, 0).addAllAttributes(attributes));
    }

    BlockReader block = assertRoundTrip(HeadSealer.MAX_ROWS);
    List<String> optional = optional(block.rowGroup(0), SpanSchema.SPANS);
    assertThat(optional).hasSizeBetween(KEYS / 2, KEYS).noneMatch(key -> key.startsWith("http"));
    assertThat(rows(block.rowGroup(0), SpanSchema.TEMPLATES_OF)).isLessThanOrEqualTo(1024);
  }

  @Test
  void keysThatGoWithOneOfManyNamesStayInTemplates() {
    Random random = new Random(5);
    for (int i = 1; i <= 9000; i++) {
      Span.Builder span = span(i, i, 0).setName("name " + i % 4500);
      span.addAttributes(number(i % 4500 < 2000 ? "some names" : "other names", i));
      if (random.nextBoolean()) {
        span.addAttributes(number("at will", i));
      }
      fixture.append(span);
    }

    BlockReader block = assertRoundTrip(HeadSealer.MAX_ROWS);
    assertThat(rows(block.rowGroup(0), SpanSchema.TEMPLATES_OF)).isBetween(4500, 4900);
    assertThat(optional(block.rowGroup(0), SpanSchema.SPANS)).contains("at will of type 1");
  }

  @Test
  void attributesOfEventsAndLinksMayBeOptional() {
    Random random = new Random(6);
    for (int i = 1; i <= 3000; i++) {
      Span.Builder span = span(1 + random.nextInt(300), i, 0);
      for (int e = 0; e < random.nextInt(8); e++) {
        span.addEvents(Event.newBuilder().setName("e").addAllAttributes(someOf(random)));
        span.addLinks(Link.newBuilder().addAllAttributes(someOf(random)));
      }
      fixture.append(span);
    }

    BlockReader block = assertRoundTrip(HeadSealer.MAX_ROWS);
    assertThat(optional(block.rowGroup(0), SpanSchema.EVENTS)).isNotEmpty();
    assertThat(optional(block.rowGroup(0), SpanSchema.LINKS)).isNotEmpty();
    assertThat(optional(block.rowGroup(0), SpanSchema.SPANS)).isEmpty();
  }

  /// The rows between have values that nobody asks for.
  @Test
  void spansAfterOnesThatWereLeftOutHaveTheirOwnValues() {
    Random random = new Random(7);
    for (int i = 1; i <= 9000; i++) {
      fixture.append(span(1 + i / 6000, i, 0).addAllAttributes(someOf(random)));
    }
    BlockReader block = BlockFixture.seal(fixture.head());

    fixture
        .sent()
        .forEach(
            (id, spans) ->
                assertThat(
                        HeadFixture.read(
                            id,
                            (trace, sink) ->
                                BlockFixture.reader(block).accept(trace, new EveryThird(sink))))
                    .containsExactlyInAnyOrderElementsOf(
                        spans.stream().filter(span -> isThird(span.span())).toList()));
  }

  private static boolean isThird(Span span) {
    return span.getSpanId().byteAt(7) % 3 == 0;
  }

  private record EveryThird(TraceSink sink) implements TraceSink {

    @Override
    public int resource(byte[] bytes, int offset, int length) {
      return sink.resource(bytes, offset, length);
    }

    @Override
    public int scope(byte[] bytes, int offset, int length) {
      return sink.scope(bytes, offset, length);
    }

    @Override
    public boolean contains(long spanId, int kind, long startNanos) {
      return (byte) spanId % 3 != 0;
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
      return sink.span(resource, scope, spanId, kind, startNanos, bytes, offset, length);
    }
  }

  /// Each key or not, always in the same order.
  private static List<KeyValue> someOf(Random random) {
    List<KeyValue> attributes = new ArrayList<>();
    for (int key = 0; key < KEYS; key++) {
      if (random.nextBoolean()) {
        attributes.add(number("key " + key, random.nextInt(200)));
      }
    }
    return attributes;
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

  private static int rows(RowGroupReader rowGroup, int table) {
    int kind = SpanSchema.SPANS + table;
    return rowGroup.hasTable(kind) ? rowGroup.table(kind).rows() : 0;
  }

  /// The optional columns of an owner.
  private static List<String> optional(RowGroupReader rowGroup, int owner) {
    return rowGroup.table(owner).columns().stream()
        .map(ColumnInfo::key)
        .filter(key -> key.kind() == SpanSchema.PRESENCE)
        .map(key -> key.name() + " of type " + key.type())
        .toList();
  }
}
