package dev.vivace.integration.search;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import dev.vivace.integration.process.VivaceProcess;
import dev.vivace.integration.wire.TraceClient;
import dev.vivace.model.proto.tempopb.QueryInstantRequest;
import dev.vivace.model.proto.tempopb.QueryInstantResponse;
import dev.vivace.model.proto.tempopb.QueryRangeRequest;
import dev.vivace.model.proto.tempopb.QueryRangeResponse;
import dev.vivace.model.proto.tempopb.StreamingQuerierGrpc;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Asks a server for series, over HTTP with its answer read by protobuf's strict JSON parser, and
/// over gRPC on the port of HTTP.
final class MetricsClient implements AutoCloseable {

  private static final long DEADLINE_SECONDS = 60;

  private final SearchClient http;
  private final ManagedChannel channel;

  MetricsClient(VivaceProcess server) {
    http = new SearchClient(server);
    channel = NettyChannelBuilder.forTarget(server.http().getAuthority()).usePlaintext().build();
  }

  /// `/api/metrics/query_range` with the parameters.
  HttpResponse<byte[]> getRange(Map<String, ?> parameters) {
    return http.get("/api/metrics/query_range", parameters);
  }

  QueryRangeResponse range(Map<String, ?> parameters) {
    QueryRangeResponse.Builder answer = QueryRangeResponse.newBuilder();
    parse(getRange(parameters), answer);
    return answer.build();
  }

  /// `/api/metrics/query` with the parameters.
  QueryInstantResponse instant(Map<String, ?> parameters) {
    QueryInstantResponse.Builder answer = QueryInstantResponse.newBuilder();
    parse(http.get("/api/metrics/query", parameters), answer);
    return answer.build();
  }

  static void parse(HttpResponse<byte[]> response, Message.Builder answer) {
    String text = TraceClient.text(response);
    assertThat(response.statusCode()).as(text).isEqualTo(200);
    try {
      JsonFormat.parser().merge(text, answer);
    } catch (InvalidProtocolBufferException e) {
      throw new UncheckedIOException("no answer of a metrics query: " + text, e);
    }
  }

  /// All messages of a streamed range query.
  List<QueryRangeResponse> stream(QueryRangeRequest request) {
    List<QueryRangeResponse> messages = new ArrayList<>();
    stub().metricsQueryRange(request).forEachRemaining(messages::add);
    assertThat(messages).isNotEmpty().allMatch(QueryRangeResponse::hasMetrics);
    return messages;
  }

  /// The only message of a streamed instant query.
  QueryInstantResponse stream(QueryInstantRequest request) {
    List<QueryInstantResponse> messages = new ArrayList<>();
    stub().metricsQueryInstant(request).forEachRemaining(messages::add);
    assertThat(messages).hasSize(1).allMatch(QueryInstantResponse::hasMetrics);
    return messages.getFirst();
  }

  private StreamingQuerierGrpc.StreamingQuerierBlockingStub stub() {
    return StreamingQuerierGrpc.newBlockingStub(channel)
        .withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    channel.shutdownNow();
    http.close();
  }
}
