package dev.vivace.storage.spans;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.vivace.model.id.TraceId;
import dev.vivace.storage.block.BlockReader;
import dev.vivace.storage.block.PageSource;
import dev.vivace.storage.head.HeadFixture;
import dev.vivace.storage.head.LiveHead;
import dev.vivace.storage.head.TestSpans;
import dev.vivace.storage.object.ObjectPage;
import dev.vivace.storage.object.ObjectStore;
import io.opentelemetry.proto.trace.v1.Span;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// What a lookup by id reads of a block, where each read costs a request.
class LookupReadsTest {

  private static final int TRACES = 26_000;
  private static final int SPANS_A_TRACE = 7;
  private static final int TRACES_A_REQUEST = 50;
  private static final int MEGABYTE = 1_000_000;

  private static ByteBuffer block;

  @BeforeAll
  static void makeBlock() {
    HeadFixture fixture = new HeadFixture();
    Random random = new Random(7);
    for (int first = 0; first < TRACES; first += TRACES_A_REQUEST) {
      Span.Builder[] spans = new Span.Builder[TRACES_A_REQUEST * SPANS_A_TRACE];
      for (int i = 0; i < spans.length; i++) {
        spans[i] = span(random, first + i / SPANS_A_TRACE, i % SPANS_A_TRACE);
      }
      fixture.append(spans);
    }
    LiveHead head = fixture.head();
    block = BlockFixture.write(head, HeadSealer.MAX_ROWS);
  }

  private static Span.Builder span(Random random, int trace, int number) {
    long id = 1 + random.nextLong(Long.MAX_VALUE);
    TraceId of = id(trace);
    long start = 1_700_000_000_000_000_000L + trace * 2_000_000L + number * 100_000L;
    return Span.newBuilder()
        .setTraceId(TestSpans.id(of.high(), of.low()))
        .setSpanId(TestSpans.id(id))
        .setParentSpanId(number == 0 ? ByteString.EMPTY : TestSpans.id(trace + 1))
        .setName("operation " + random.nextInt(40))
        .setKindValue(1 + random.nextInt(5))
        .setStartTimeUnixNano(start)
        .setEndTimeUnixNano(start + 1000 + random.nextInt(100_000_000))
        .addAttributes(TestSpans.number("http.status_code", 200 + random.nextInt(5)))
        .addAttributes(TestSpans.text("http.url", "/items/" + random.nextInt(100_000)))
        .addAttributes(TestSpans.text("customer", "customer " + random.nextInt(10_000)))
        .addAttributes(TestSpans.number("bytes", random.nextInt(1_000_000)));
  }

  private static TraceId id(int trace) {
    Random random = new Random(trace);
    return new TraceId(random.nextLong(), random.nextLong());
  }

  @Test
  void twoReadsAndFourMegabytesWhereReadsAreDear() {
    for (int trace : List.of(0, 5_000, 17_000, TRACES - 1)) {
      CountingStore store = new CountingStore(4 << 20);
      BlockReader reader = open(store);
      assertThat(HeadFixture.read(id(trace), BlockFixture.reader(reader))).hasSize(SPANS_A_TRACE);
      assertThat(store.reads).as("reads %s", store.reads).hasSizeLessThanOrEqualTo(2);
      assertThat(store.bytes()).isLessThanOrEqualTo(4 * MEGABYTE);
    }
  }

  @Test
  void oneReadForABlockWithoutTheTrace() {
    CountingStore store = new CountingStore(4 << 20);
    BlockReader reader = open(store);
    assertThat(reader.mightContain(1, 2)).isFalse();
    assertThat(store.reads).hasSize(1);
    long withIndex = open(new CountingStore(4 << 20)).memoryBytes();
    assertThat(reader.memoryBytes()).as("what stays in memory").isLessThan(withIndex / 2);
  }

  @Test
  void fewBytesWhereReadsCostNothing() {
    CountingStore store = new CountingStore(0);
    BlockReader reader = open(store);
    assertThat(HeadFixture.read(id(5_000), BlockFixture.reader(reader))).hasSize(SPANS_A_TRACE);
    assertThat(store.bytes()).isLessThanOrEqualTo(2 * MEGABYTE);
  }

  private static BlockReader open(ObjectStore store) {
    PageSource source =
        new PageSource() {
          @Override
          public ByteBuffer read(long offset, int length) {
            return store.read("block", offset, length);
          }

          @Override
          public int readAheadBytes() {
            return store.readAheadBytes();
          }
        };
    return BlockReader.open(source, "block", block.capacity(), TRACES);
  }

  /// One object; counts reads.
  private static final class CountingStore implements ObjectStore {

    private final int readAheadBytes;
    private final List<Integer> reads = new ArrayList<>();

    CountingStore(int readAheadBytes) {
      this.readAheadBytes = readAheadBytes;
    }

    long bytes() {
      return reads.stream().mapToLong(Integer::longValue).sum();
    }

    @Override
    public ByteBuffer read(String key, long offset, int length) {
      reads.add(length);
      return block.slice((int) offset, length);
    }

    @Override
    public int readAheadBytes() {
      return readAheadBytes;
    }

    @Override
    public boolean createIfAbsent(String key, ObjectContent content) {
      throw new AssertionError("nothing is created");
    }

    @Override
    public Optional<Long> size(String key) {
      throw new AssertionError("the size is known");
    }

    @Override
    public Optional<byte[]> readWhole(String key, int maxBytes) {
      throw new AssertionError("nothing is read whole");
    }

    @Override
    public List<String> list(String prefix) {
      throw new AssertionError("nothing is listed");
    }

    @Override
    public ObjectPage listPage(String prefix, String after) {
      throw new AssertionError("nothing is listed");
    }

    @Override
    public void delete(String key) {
      throw new AssertionError("nothing is deleted");
    }
  }
}
