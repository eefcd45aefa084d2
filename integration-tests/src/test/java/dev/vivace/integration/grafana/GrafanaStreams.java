package dev.vivace.integration.grafana;

import com.google.protobuf.Timestamp;
import dev.vivace.model.proto.tempopb.QueryInstantRequest;
import dev.vivace.model.proto.tempopb.QueryInstantResponse;
import dev.vivace.model.proto.tempopb.QueryRangeRequest;
import dev.vivace.model.proto.tempopb.QueryRangeResponse;
import dev.vivace.model.proto.tempopb.SearchRequest;
import dev.vivace.model.proto.tempopb.SearchResponse;
import dev.vivace.model.proto.tempopb.StreamingQuerierGrpc;
import dev.vivace.model.proto.tempopb.TraceSearchMetadata;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Searches and asks for series as the data source does with streaming on: gRPC in plaintext, and
/// its way to merge the messages.
final class GrafanaStreams implements AutoCloseable {
  private static final long DEADLINE_SECONDS = 30;
  private static final int MAX_MESSAGE_BYTES = 4 << 20; // What Grafana takes, by default.

  // The year 1, Go's zero time: Grafana always sends it.
  private static final Timestamp ZERO_TIME =
      Timestamp.newBuilder().setSeconds(-62_135_596_800L).build();

  private final ManagedChannel channel;
  private final StreamingQuerierGrpc.StreamingQuerierBlockingStub stub;

  /// @param target host and port: a data source's path is not used for gRPC
  /// @param tenant empty for none
  GrafanaStreams(String target, String tenant) {
    channel =
        NettyChannelBuilder.forTarget(target)
            .usePlaintext()
            .userAgent("grpc-go/1.76.0")
            .maxInboundMessageSize(MAX_MESSAGE_BYTES)
            .build();
    Metadata headers = new Metadata();
    headers.put(key("authorization"), "Basic YWRtaW46YWRtaW4=");
    if (!tenant.isEmpty()) {
      headers.put(key("x-scope-orgid"), tenant);
    }
    stub =
        StreamingQuerierGrpc.newBlockingStub(channel)
            .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  /// A search of the last fifteen minutes: three spans of each spanset, no limit.
  static SearchRequest.Builder request(String query) {
    long now = Instant.now().getEpochSecond();
    return SearchRequest.newBuilder()
        .setQuery(query)
        .setStart((int) (now - 900))
        .setEnd((int) now)
        .setSpansPerSpanSet(3)
        .setRF1After(ZERO_TIME);
  }

  List<SearchResponse> search(SearchRequest.Builder request) {
    List<SearchResponse> messages = new ArrayList<>();
    stub.withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
        .search(request.build())
        .forEachRemaining(messages::add);
    return messages;
  }

  /// A panel's series; a step of 0 lets the server choose.
  List<QueryRangeResponse> range(String query, Instant start, Instant end, long stepSeconds) {
    List<QueryRangeResponse> messages = new ArrayList<>();
    stub.withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
        .metricsQueryRange(
            QueryRangeRequest.newBuilder()
                .setQuery(query)
                .setStart(nanos(start))
                .setEnd(nanos(end))
                .setStep(TimeUnit.SECONDS.toNanos(stepSeconds))
                .build())
        .forEachRemaining(messages::add);
    return messages;
  }

  List<QueryInstantResponse> instant(String query, Instant start, Instant end) {
    List<QueryInstantResponse> messages = new ArrayList<>();
    stub.withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
        .metricsQueryInstant(
            QueryInstantRequest.newBuilder()
                .setQuery(query)
                .setStart(nanos(start))
                .setEnd(nanos(end))
                .build())
        .forEachRemaining(messages::add);
    return messages;
  }

  private static long nanos(Instant time) {
    return TimeUnit.SECONDS.toNanos(time.getEpochSecond()) + time.getNano();
  }

  /// What the table shows: of each trace, the first that came.
  static Collection<TraceSearchMetadata> shown(List<SearchResponse> messages) {
    Map<String, TraceSearchMetadata> traces = new LinkedHashMap<>();
    for (SearchResponse message : messages) {
      message.getTracesList().forEach(trace -> traces.putIfAbsent(trace.getTraceID(), trace));
    }
    return traces.values();
  }

  private static Metadata.Key<String> key(String name) {
    return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
