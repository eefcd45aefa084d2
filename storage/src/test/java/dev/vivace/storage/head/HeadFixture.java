package dev.vivace.storage.head;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.vivace.model.bytes.ProtobufWriter;
import dev.vivace.model.id.TraceId;
import dev.vivace.model.otlp.SentSpan;
import dev.vivace.model.otlp.SpanDecoder;
import dev.vivace.model.span.SpanBatch;
import dev.vivace.model.span.WireFormat;
import dev.vivace.storage.trace.TraceSink;
import dev.vivace.storage.trace.TraceSpans;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.Span;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/// A head that remembers what was appended to it and compares it with what readers give back. The
/// generated OTLP classes are the oracle.
public final class HeadFixture {

  private final HeadMemory memory = new HeadMemory(1L << 30);
  private final LiveHead head = new LiveHead(memory);
  private final SpanDecoder decoder = new SpanDecoder();
  private final SpanBatch batch = new SpanBatch();
  private final Map<TraceId, List<SentSpan>> sent = new TreeMap<>();
  private final Map<TraceId, Set<List<Object>>> identities = new TreeMap<>();
  private long requests;

  public HeadMemory memory() {
    return memory;
  }

  public LiveHead head() {
    return head;
  }

  /// What must come back of each trace: of spans with the same identity the first.
  public Map<TraceId, List<SentSpan>> sent() {
    return sent;
  }

  public long sentSpans() {
    return sent.values().stream().mapToLong(List::size).sum();
  }

  public void append(ExportTraceServiceRequest request) {
    head.append(decode(request), SpanFilter.ALL, requests, 1_000L + requests, 2_000L + requests);
    requests++;
    for (SentSpan span : SentSpan.storable(request)) {
      TraceId id = idOf(span.span());
      if (identities.computeIfAbsent(id, _ -> new HashSet<>()).add(identity(span.span()))) {
        sent.computeIfAbsent(id, _ -> new ArrayList<>()).add(span);
      }
    }
  }

  public void append(Span.Builder... spans) {
    append(TestSpans.request(spans));
  }

  /// The batch of a request; valid until the next call.
  public SpanBatch decode(ExportTraceServiceRequest request) {
    byte[] bytes = request.toByteArray();
    batch.reset(bytes, bytes.length);
    decoder.decode(WireFormat.OTLP_PROTOBUF, batch, 0);
    return batch;
  }

  /// Asserts that the head gives every trace back as it was sent.
  public void assertTraces() {
    assertTraces(_ -> true, reader(head));
  }

  public void assertTraces(Predicate<TraceId> which, BiConsumer<TraceId, TraceSink> reader) {
    sent.forEach(
        (id, expected) -> {
          if (which.test(id)) {
            assertThat(read(id, reader))
                .as("trace %s", id)
                .containsExactlyInAnyOrderElementsOf(expected);
          }
        });
  }

  public static BiConsumer<TraceId, TraceSink> reader(LiveHead head) {
    return (id, sink) -> new HeadTraceReader().read(head, id.high(), id.low(), sink);
  }

  /// The spans that a reader hands over.
  public static List<SentSpan> read(TraceId id, BiConsumer<TraceId, TraceSink> reader) {
    TraceSpans spans = new TraceSpans(0, 1 << 30);
    reader.accept(id, spans);
    ProtobufWriter out = new ProtobufWriter(1024);
    spans.writeTracesData(out);
    try {
      // TracesData has the fields of a request.
      return SentSpan.storable(ExportTraceServiceRequest.parseFrom(out.toByteArray()));
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError("not OTLP", e);
    }
  }

  private static TraceId idOf(Span span) {
    ByteBuffer id = span.getTraceId().asReadOnlyByteBuffer();
    return new TraceId(id.getLong(), id.getLong());
  }

  private static List<Object> identity(Span span) {
    return List.of(span.getSpanId(), span.getKindValue(), span.getStartTimeUnixNano());
  }
}
