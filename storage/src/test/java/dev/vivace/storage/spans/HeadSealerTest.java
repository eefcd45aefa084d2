package dev.vivace.storage.spans;

import static dev.vivace.storage.head.TestSpans.number;
import static dev.vivace.storage.head.TestSpans.request;
import static dev.vivace.storage.head.TestSpans.span;
import static dev.vivace.storage.head.TestSpans.text;
import static dev.vivace.storage.head.TestSpans.traceId;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.model.otlp.SentSpan;
import dev.vivace.storage.block.BlockReader;
import dev.vivace.storage.block.TableReader;
import dev.vivace.storage.head.HeadFixture;
import dev.vivace.storage.head.LiveHead;
import dev.vivace.storage.head.SpanFilter;
import io.opentelemetry.proto.trace.v1.Span;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeadSealerTest {

  private static final long HOUR = 3_600_000_000_000L;
  private static final long NOW = 1_700_000_000_000_000_000L;

  private final HeadFixture fixture = new HeadFixture();
  private final LiveHead head = fixture.head();

  @Test
  void tracesLieByStartTime() {
    fixture.append(at(3, NOW + 3), at(1, NOW + 1));
    fixture.append(at(2, NOW + 2));

    TableReader traces = BlockFixture.seal(head).rowGroup(0).table(SpanSchema.TRACES);

    assertThat(column(traces)).containsExactly(1L, 2L, 3L);
  }

  @Test
  void aTraceNeverStraddlesRowGroups() {
    for (long trace = 1; trace <= 30; trace++) {
      for (long i = 0; i < trace; i++) {
        fixture.append(span(trace, trace * 100 + i, 0));
      }
    }

    BlockReader block = seal(10, 1000);

    for (int group = 0; group < block.rowGroupCount(); group++) {
      int rows = block.rowGroupInfo(group).rows();
      assertThat(rows <= 10 || block.rowGroupInfo(group).traces() == 1).isTrue();
    }
    fixture.assertTraces(_ -> true, BlockFixture.reader(block));
  }

  @Test
  void aGiantTraceIsCutIntoPartsThatTheBlockListsAsSplit() {
    fixture.append(span(2, 1, 0));
    for (long i = 1; i <= 95; i++) {
      fixture.append(span(1, 1000 + i, i == 1 ? 0 : 1000 + i / 2).addAttributes(number("n", i)));
    }
    fixture.append(span(3, 2000, 0));

    BlockReader block = seal(20, 30);

    assertThat(block.info().traces()).isEqualTo(6);
    assertThat(block.info().spans()).isEqualTo(97);
    assertThat(block.info().splitTraces()).containsExactly(1, 2, 3, 4);
    fixture.assertTraces(_ -> true, BlockFixture.reader(block));
    List<Long> flags = new ArrayList<>();
    for (int group = 0; group < block.rowGroupCount(); group++) {
      TableReader traces = block.rowGroup(group).table(SpanSchema.TRACES);
      for (int trace = 0; trace < traces.rows(); trace++) {
        flags.add(traces.ints(SpanSchema.TRACE_FLAGS).get(trace));
      }
    }
    // Of the parts only the first has the root.
    assertThat(flags).containsExactly(1L, 3L, 2L, 2L, 2L, 1L);
  }

  @Test
  void tracesThatWereSealedBeforeAreListed() {
    for (long trace = 1; trace <= 20; trace++) {
      fixture.append(at(trace, NOW + trace));
    }

    BlockReader block =
        BlockFixture.seal(
            new HeadSealer(head, 6, 100), new boolean[20], (_, low) -> low == 3 || low == 17);

    assertThat(block.info().splitTraces()).containsExactly(2, 16);
  }

  @Test
  void tracesFarFromTheMedianHaveRowGroupsOfTheirOwn() {
    fixture.append(at(1, 5), at(2, NOW + 3 * HOUR), at(9, -3));
    for (long trace = 3; trace <= 8; trace++) {
      fixture.append(at(trace, NOW + trace));
    }

    BlockReader block = BlockFixture.seal(head);

    assertThat(block.rowGroupCount()).isEqualTo(2);
    assertThat(block.rowGroupInfo(0).traces()).isEqualTo(6);
    assertThat(block.rowGroupInfo(0).traceStartMax()).isEqualTo(NOW + 8);
    assertThat(block.rowGroupInfo(1).traces()).isEqualTo(3);
    fixture.assertTraces(_ -> true, BlockFixture.reader(block));
  }

  @Test
  void aStartOfZeroDoesNotMoveTheRange() {
    fixture.append(at(1, NOW), span(1, 77, 0).setStartTimeUnixNano(0));
    fixture.append(at(2, 0));

    BlockReader block = BlockFixture.seal(head);

    fixture.assertTraces(_ -> true, BlockFixture.reader(block));
    // Receive time, 2001 ns, stands in for the second trace.
    assertThat(block.rowGroupCount()).isEqualTo(2);
    assertThat(block.rowGroupInfo(0).traceStartMin()).isIn(NOW, 2001L);
    assertThat(block.rowGroupInfo(1).traceStartMin()).isIn(NOW, 2001L);
  }

  @Test
  void theSetHashDoesNotDependOnTheOrderOfArrival() {
    fixture.append(span(1, 1, 0), span(1, 2, 1), span(2, 3, 0));
    HeadFixture other = new HeadFixture();
    other.append(span(2, 3, 0));
    other.append(span(1, 2, 1), span(1, 1, 0), span(1, 2, 1));

    BlockReader one = BlockFixture.seal(head);
    BlockReader two = BlockFixture.seal(other.head());

    assertThat(two.info().setHashLow()).isEqualTo(one.info().setHashLow());
    assertThat(two.info().setHashHigh()).isEqualTo(one.info().setHashHigh());
  }

  @Test
  void sealingTwiceGivesTheSameBytes() {
    for (long i = 1; i <= 300; i++) {
      fixture.append(
          span(i % 50 + 1, i, 0)
              .addAttributes(text("key " + i % 70, "v" + i))
              .addAttributes(number("n", i)));
    }

    assertThat(BlockFixture.seal(head).digest()).isEqualTo(BlockFixture.seal(head).digest());
  }

  /// Three row groups; every span comes back with what makes it different from the others.
  @Test
  void threeHundredThousandSpansComeBack() {
    int traces = 30_000;
    for (int from = 0; from < traces; from += 1000) {
      List<Span.Builder> spans = new ArrayList<>();
      for (int trace = from; trace < from + 1000; trace++) {
        for (int i = 0; i < 10; i++) {
          spans.add(made(trace, i));
        }
      }
      head.append(
          fixture.decode(request(spans.toArray(Span.Builder[]::new))), SpanFilter.ALL, from, 1, 1);
    }

    BlockReader block = BlockFixture.seal(head);

    assertThat(block.rowGroupCount()).isEqualTo(3);
    assertThat(block.info().spans()).isEqualTo(300_000);
    for (int trace = 0; trace < traces; trace += 211) {
      List<Span> read =
          HeadFixture.read(traceId(trace + 1), BlockFixture.reader(block)).stream()
              .map(SentSpan::span)
              .toList();
      assertThat(read).hasSize(10);
      for (int i = 0; i < 10; i++) {
        assertThat(read).contains(made(trace, i).setStatus(read.getFirst().getStatus()).build());
      }
    }
  }

  private static Span.Builder made(int trace, int i) {
    long id = trace * 10L + i + 1;
    Span.Builder span =
        span(trace + 1, id, i == 0 ? 0 : id - 1)
            .setName("operation " + i)
            .setStartTimeUnixNano(NOW + trace * 1000L + i)
            .setEndTimeUnixNano(NOW + trace * 1000L + i * 7L)
            .addAttributes(number("n", trace % 1000))
            .addAttributes(text("kind", "kind " + i))
            .addAttributes(text("text", "text " + trace % 333));
    if (trace % 500 == 0) {
      span.addAttributes(text("rare", "rare " + id));
    }
    return span;
  }

  private BlockReader seal(int maxRows, int maxTraceRows) {
    return BlockFixture.seal(
        new HeadSealer(head, maxRows, maxTraceRows), new boolean[head.traces().count()]);
  }

  private static Span.Builder at(long trace, long start) {
    return span(trace, 1, 0).setStartTimeUnixNano(start).setEndTimeUnixNano(start + 1);
  }

  private static List<Long> column(TableReader traces) {
    List<Long> lows = new ArrayList<>();
    for (int i = 0; i < traces.rows(); i++) {
      lows.add(traces.ints(SpanSchema.TRACE_LOW).get(i));
    }
    return lows;
  }
}
