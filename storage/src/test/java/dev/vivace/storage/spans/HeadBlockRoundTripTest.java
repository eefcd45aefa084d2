package dev.vivace.storage.spans;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.vivace.model.bytes.ProtobufWriter;
import dev.vivace.model.id.TenantId;
import dev.vivace.model.id.TraceId;
import dev.vivace.model.otlp.RandomRequests;
import dev.vivace.model.otlp.SentSpan;
import dev.vivace.model.otlp.SpanDecoder;
import dev.vivace.model.span.SpanBatch;
import dev.vivace.model.span.WireFormat;
import dev.vivace.storage.block.BlockInfo;
import dev.vivace.storage.block.BlockReader;
import dev.vivace.storage.head.HeadMemory;
import dev.vivace.storage.head.HeadTraceReader;
import dev.vivace.storage.head.LiveHead;
import dev.vivace.storage.head.SpanFilter;
import dev.vivace.storage.object.LocalObjectStore;
import dev.vivace.storage.object.ObjectStore;
import dev.vivace.storage.trace.TraceSink;
import dev.vivace.storage.trace.TraceSpans;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.TracesData;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is appended to a head comes back as it was sent: from the head, from a head that it was
/// carried to, and from the block that the head becomes. The generated OTLP classes are the oracle.
class HeadBlockRoundTripTest {

  private static final int REQUESTS = 40;

  @TempDir Path folder;

  private int blocks;
  private final HeadMemory memory = new HeadMemory(1 << 30);
  private final LiveHead head = new LiveHead(memory);
  private final Map<TraceId, List<SentSpan>> sent = new TreeMap<>();

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void aHeadGivesTracesBackAsTheyWereSent(long seed) {
    append(seed);

    assertEachTrace((id, sink) -> new HeadTraceReader().read(head, id.high(), id.low(), sink));
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void aBlockGivesTracesBackAsTheyWereSent(long seed) throws Exception {
    append(seed);
    BlockReader block = seal(head, new boolean[head.traces().count()]);

    assertEachTrace((id, sink) -> new BlockTraceReader().read(block, id.high(), id.low(), sink));
    assertThat(block.info().spans()).isEqualTo(sent.values().stream().mapToLong(List::size).sum());
    assertThat(block.info().traces()).isEqualTo(sent.size());
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {11, 12, 13, 14})
  void carriedTracesAreInTheNextHeadAndTheOthersInTheBlock(long seed) throws Exception {
    append(seed);
    Random random = new Random(seed);
    boolean[] carried = new boolean[head.traces().count()];
    for (int i = 0; i < carried.length; i++) {
      carried[i] = random.nextBoolean();
    }
    LiveHead next = new LiveHead(memory);
    next.carryFrom(head, carried);
    BlockReader block = seal(head, carried);

    assertEachTrace(
        (id, sink) -> {
          int ordinal = head.traces().find(id.high(), id.low());
          if (carried[ordinal]) {
            new HeadTraceReader().read(next, id.high(), id.low(), sink);
          } else {
            new BlockTraceReader().read(block, id.high(), id.low(), sink);
          }
        });
    BlockReader second = seal(next, new boolean[next.traces().count()]);
    assertThat(block.info().spans() + second.info().spans())
        .isEqualTo(sent.values().stream().mapToLong(List::size).sum());
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {21})
  void releasingAHeadGivesAllItsMemoryBack(long seed) {
    append(seed);
    assertThat(memory.usedBytes()).isPositive();

    head.release();

    assertThat(memory.usedBytes()).isLessThan(1024);
  }

  private void append(long seed) {
    RandomRequests requests = new RandomRequests(seed);
    SpanDecoder decoder = new SpanDecoder();
    SpanBatch batch = new SpanBatch();
    Map<TraceId, Set<List<Object>>> identities = new TreeMap<>();
    for (int i = 0; i < REQUESTS; i++) {
      ExportTraceServiceRequest request = requests.next();
      byte[] bytes = request.toByteArray();
      batch.reset(bytes, bytes.length);
      decoder.decode(WireFormat.OTLP_PROTOBUF, batch, 0);
      head.append(batch, SpanFilter.ALL, i, 1_000L + i, 1_000L + i);
      for (SentSpan span : SentSpan.storable(request)) {
        TraceId id = idOf(span.span());
        if (identities.computeIfAbsent(id, _ -> new HashSet<>()).add(identity(span.span()))) {
          sent.computeIfAbsent(id, _ -> new ArrayList<>()).add(span);
        }
      }
    }
  }

  private static TraceId idOf(Span span) {
    ByteBuffer id = span.getTraceId().asReadOnlyByteBuffer();
    return new TraceId(id.getLong(), id.getLong());
  }

  private static List<Object> identity(Span span) {
    return List.of(span.getSpanId(), span.getKindValue(), span.getStartTimeUnixNano());
  }

  private BlockReader seal(LiveHead head, boolean[] leftOut) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new HeadSealer(head)
        .write(
            leftOut,
            (_, _) -> false,
            (spans, traces, hashHigh, hashLow, split) ->
                new BlockInfo(
                    TenantId.SINGLE,
                    new UUID(1, 2),
                    0,
                    0,
                    REQUESTS,
                    1,
                    2,
                    spans,
                    traces,
                    hashHigh,
                    hashLow,
                    split),
            out);
    ObjectStore store = new LocalObjectStore(folder);
    String key = "block-" + blocks++;
    store.createIfAbsent(key, new Bytes(out.toByteArray()));
    return BlockReader.open(store, key, 0, out.size());
  }

  private void assertEachTrace(BiConsumer<TraceId, TraceSink> reader) {
    sent.forEach(
        (id, expected) -> {
          TraceSpans spans = new TraceSpans(0, 1 << 30);
          reader.accept(id, spans);
          ProtobufWriter out = new ProtobufWriter(1024);
          spans.writeTracesData(out);
          assertThat(received(out.toByteArray()))
              .as("trace %s", id)
              .containsExactlyInAnyOrderElementsOf(expected);
        });
  }

  private static List<SentSpan> received(byte[] bytes) {
    try {
      return SentSpan.storable(
          ExportTraceServiceRequest.parseFrom(TracesData.parseFrom(bytes).toByteArray()));
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError("not OTLP", e);
    }
  }

  private record Bytes(byte[] bytes) implements ObjectStore.ObjectContent {

    @Override
    public long length() {
      return bytes.length;
    }

    @Override
    public InputStream open() {
      return new ByteArrayInputStream(bytes);
    }
  }
}
