package dev.vivace.integration.search;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import dev.vivace.integration.process.VivaceProcess;
import dev.vivace.integration.wire.TraceClient;
import dev.vivace.model.proto.tempopb.SearchRequest;
import dev.vivace.model.proto.tempopb.SearchResponse;
import dev.vivace.model.proto.tempopb.StreamingQuerierGrpc;
import dev.vivace.model.proto.tempopb.TraceSearchMetadata;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Asks a server to search, over HTTP with its answer read by protobuf's strict JSON parser, and
/// over gRPC.
final class SearchClient implements AutoCloseable {

  private static final long DEADLINE_SECONDS = 60;
  private static final int MAX_MESSAGE_BYTES = 64 << 20;

  private final TraceClient http;
  private final ManagedChannel channel;

  SearchClient(VivaceProcess server) {
    http = new TraceClient(server.http());
    channel =
        NettyChannelBuilder.forTarget(server.grpc())
            .usePlaintext()
            .maxInboundMessageSize(MAX_MESSAGE_BYTES)
            .build();
  }

  TraceClient http() {
    return http;
  }

  /// `/api/search` with the parameters, which must succeed.
  SearchResponse search(Map<String, ?> parameters) {
    HttpResponse<byte[]> response = get("/api/search", parameters);
    assertThat(response.statusCode()).as("%s: %s", parameters, shown(response)).isEqualTo(200);
    return parse(response);
  }

  HttpResponse<byte[]> get(String path, Map<String, ?> parameters) {
    StringBuilder url = new StringBuilder(path);
    char before = '?';
    for (Map.Entry<String, ?> parameter : parameters.entrySet()) {
      url.append(before)
          .append(parameter.getKey())
          .append('=')
          .append(encoded(String.valueOf(parameter.getValue())));
      before = '&';
    }
    return http.get(url.toString(), "application/json");
  }

  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  static SearchResponse parse(HttpResponse<byte[]> response) {
    SearchResponse.Builder answer = SearchResponse.newBuilder();
    try {
      JsonFormat.parser().merge(TraceClient.text(response), answer);
    } catch (InvalidProtocolBufferException e) {
      throw new UncheckedIOException("no search answer: " + TraceClient.text(response), e);
    }
    return answer.build();
  }

  private static String shown(HttpResponse<byte[]> response) {
    return response.statusCode() == 200 ? "" : TraceClient.text(response);
  }

  /// The whole answer of a streamed search: of a trace that came more often, the last.
  SearchResponse stream(SearchRequest request) {
    Iterator<SearchResponse> messages =
        StreamingQuerierGrpc.newBlockingStub(channel)
            .withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
            .search(request);
    Map<String, TraceSearchMetadata> traces = new LinkedHashMap<>();
    SearchResponse.Builder whole = SearchResponse.newBuilder();
    while (messages.hasNext()) {
      SearchResponse message = messages.next();
      assertThat(message.hasMetrics()).as("metrics in every message").isTrue();
      message.getTracesList().forEach(trace -> traces.put(trace.getTraceID(), trace));
      whole.setMetrics(message.getMetrics());
    }
    return whole.addAllTraces(traces.values()).build();
  }

  @Override
  public void close() {
    channel.shutdownNow();
    http.close();
  }
}
