package dev.vivace.querier.stream;

import com.google.protobuf.CodedOutputStream;
import dev.vivace.model.id.TraceId;
import dev.vivace.model.proto.tempopb.SearchResponse;
import dev.vivace.model.proto.tempopb.SpanSet;
import dev.vivace.model.proto.tempopb.TraceSearchMetadata;
import dev.vivace.querier.search.SearchAnswer;
import dev.vivace.querier.search.SearchMessages;
import dev.vivace.querier.search.SearchMetrics;
import dev.vivace.querier.search.SearchProgress;
import dev.vivace.traceql.result.FoundTrace;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Tells a caller how its search goes on: while it runs, the traces of the answer that are settled
/// and were not sent before; at its end the whole answer. Each message has metrics.
final class SearchStream implements SearchProgress {

  private static final int REPEATED_TRACES = SearchResponse.TRACES_FIELD_NUMBER;
  private static final int REPEATED_SPANSETS = TraceSearchMetadata.SPANSETS_FIELD_NUMBER;

  private final StreamCall<SearchResponse> call;
  private final SearchMessages messages;
  private final int maxPacketBytes;
  private final Map<TraceId, FoundTrace> sent = new HashMap<>();

  SearchStream(StreamCall<SearchResponse> call, SearchMessages messages, int maxPacketBytes) {
    this.call = call;
    this.messages = messages;
    this.maxPacketBytes = maxPacketBytes;
  }

  @Override
  public boolean isWanted() {
    return call.isWanted();
  }

  @Override
  public boolean isDue() {
    return call.isDue();
  }

  @Override
  public void found(List<FoundTrace> settled, SearchMetrics metrics) {
    List<FoundTrace> news = settled.stream().filter(trace -> !trace.equals(sent(trace))).toList();
    news.forEach(trace -> sent.put(id(trace), trace));
    send(news, metrics);
  }

  private @Nullable FoundTrace sent(FoundTrace trace) {
    return sent.get(id(trace));
  }

  void end(SearchAnswer answer) {
    send(answer.traces(), answer.metrics());
  }

  /// At least one message, also for nothing: it tells the metrics.
  private void send(List<FoundTrace> traces, SearchMetrics metrics) {
    SearchResponse frame =
        SearchResponse.newBuilder().setMetrics(SearchMessages.metrics(metrics)).build();
    SearchResponse.Builder packet = frame.toBuilder();
    int frameBytes = frame.getSerializedSize();
    int packetBytes = frameBytes;
    for (FoundTrace trace : traces) {
      TraceSearchMetadata message = fitting(messages.trace(trace), maxPacketBytes - frameBytes);
      int size = CodedOutputStream.computeMessageSize(REPEATED_TRACES, message);
      if (packetBytes + size > maxPacketBytes && packet.getTracesCount() > 0) {
        call.send(packet.build());
        packet = frame.toBuilder();
        packetBytes = frameBytes;
      }
      packet.addTraces(message);
      packetBytes += size;
    }
    call.send(packet.build());
  }

  /// A trace that is too large for a packet of its own loses its last spansets, then the last spans
  /// of its first one; `matched` still counts them all.
  private static TraceSearchMetadata fitting(TraceSearchMetadata trace, int maxBytes) {
    if (CodedOutputStream.computeMessageSize(REPEATED_TRACES, trace) <= maxBytes) {
      return trace;
    }
    TraceSearchMetadata bare = trace.toBuilder().clearSpanSet().clearSpanSets().build();
    int leftBytes =
        maxBytes
            - bare.getSerializedSize()
            - 2 * CodedOutputStream.computeUInt32SizeNoTag(maxBytes);
    // The first spanset comes twice.
    SpanSet first = fitting(trace.getSpanSet(), leftBytes / 2);
    TraceSearchMetadata.Builder fitting = bare.toBuilder().setSpanSet(first).addSpanSets(first);
    leftBytes -= 2 * CodedOutputStream.computeMessageSize(REPEATED_SPANSETS, first);
    for (SpanSet spanset : trace.getSpanSetsList().subList(1, trace.getSpanSetsCount())) {
      leftBytes -= CodedOutputStream.computeMessageSize(REPEATED_SPANSETS, spanset);
      if (leftBytes < 0) {
        break;
      }
      fitting.addSpanSets(spanset);
    }
    return fitting.build();
  }

  private static SpanSet fitting(SpanSet spanset, int maxBytes) {
    SpanSet.Builder fitting = spanset.toBuilder();
    while (fitting.getSpansCount() > 0
        && CodedOutputStream.computeMessageSize(REPEATED_SPANSETS, fitting.build()) > maxBytes) {
      fitting.removeSpans(fitting.getSpansCount() - 1);
    }
    return fitting.build();
  }

  private static TraceId id(FoundTrace trace) {
    return new TraceId(trace.traceHigh(), trace.traceLow());
  }
}
