package dev.vivace.integration.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.util.JsonFormat;
import io.opentelemetry.proto.trace.v1.TracesData;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;

/// Asks the API for traces, in each form in which it gives them.
public final class TraceClient implements AutoCloseable {
  private static final String PROTOBUF = "application/protobuf";
  private static final String JSON = "application/json";
  private static final Duration DEADLINE = Duration.ofSeconds(60);
  private static final ObjectMapper MAPPER = JsonMapper.builder().build();

  // Fields of TraceByIDResponse.
  private static final int TRACE = 1;
  private static final int STATUS = 3;

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI api;
  private final String tenant;

  public TraceClient(URI api) {
    this(api, "");
  }

  /// Asks as a tenant; empty: names none.
  public TraceClient(URI api, String tenant) {
    this.api = api;
    this.tenant = tenant;
  }

  /// The trace as Grafana asks for it: version 2, protobuf. Empty if nobody knows it.
  public TracesData byId(ByteString traceId) {
    return byId(traceId, "");
  }

  /// As above, from the blocks alone.
  public TracesData byIdFromBlocks(ByteString traceId) {
    return byId(traceId, "?mode=blocks");
  }

  private TracesData byId(ByteString traceId, String parameters) {
    HttpResponse<byte[]> response = get("/api/v2/traces/" + hex(traceId) + parameters, PROTOBUF);
    assertAnswers(response, PROTOBUF, traceId);
    try {
      UnknownFieldSet message = UnknownFieldSet.parseFrom(response.body());
      assertThat(message.getField(STATUS).getVarintList())
          .as("status of the answer for trace %s (absent: complete)", hex(traceId))
          .isEmpty();
      List<ByteString> trace = message.getField(TRACE).getLengthDelimitedList();
      assertThat(trace).as("field 1 of the answer for trace %s", hex(traceId)).hasSize(1);
      return TracesData.parseFrom(trace.getFirst());
    } catch (InvalidProtocolBufferException e) {
      throw new UncheckedIOException("trace " + hex(traceId) + " is not protobuf", e);
    }
  }

  /// Version 2 as JSON.
  public TracesData byIdAsJson(ByteString traceId) {
    HttpResponse<byte[]> response = get("/api/v2/traces/" + hex(traceId), JSON);
    assertAnswers(response, JSON, traceId);
    return traceOf(tree(response).path("trace"));
  }

  /// Version 1 as protobuf.
  public TracesData byIdVersion1(ByteString traceId) {
    HttpResponse<byte[]> response = get("/api/traces/" + hex(traceId), PROTOBUF);
    assertAnswers(response, PROTOBUF, traceId);
    try {
      return TracesData.parseFrom(response.body());
    } catch (InvalidProtocolBufferException e) {
      throw new UncheckedIOException("trace " + hex(traceId) + " is not protobuf", e);
    }
  }

  /// Version 1 as JSON, whose envelopes are called batches.
  public TracesData byIdVersion1AsJson(ByteString traceId) {
    HttpResponse<byte[]> response = get("/api/traces/" + hex(traceId), JSON);
    assertAnswers(response, JSON, traceId);
    JsonNode tree = tree(response);
    ObjectNode renamed = MAPPER.createObjectNode();
    renamed.set("resourceSpans", tree.path("batches"));
    return traceOf(renamed);
  }

  public HttpResponse<byte[]> get(String pathAndQuery, String accept) {
    HttpRequest.Builder asked =
        HttpRequest.newBuilder(api.resolve(pathAndQuery))
            .header("Accept", accept)
            .timeout(DEADLINE);
    HttpRequest request =
        (tenant.isEmpty() ? asked : asked.header("X-Scope-OrgID", tenant)).build();
    try {
      return client.send(request, HttpResponse.BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException("GET " + request.uri() + " was not answered", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted in GET " + request.uri(), e);
    }
  }

  public static JsonNode tree(HttpResponse<byte[]> response) {
    try {
      return MAPPER.readTree(response.body());
    } catch (IOException e) {
      throw new UncheckedIOException("not JSON: " + text(response), e);
    }
  }

  public static String text(HttpResponse<byte[]> response) {
    return new String(response.body(), StandardCharsets.UTF_8);
  }

  public static String hex(ByteString id) {
    return HexFormat.of().formatHex(id.toByteArray());
  }

  private static void assertAnswers(
      HttpResponse<byte[]> response, String contentType, ByteString traceId) {
    assertThat(response.statusCode())
        .as(
            "status for trace %s: %s",
            hex(traceId), response.statusCode() == 200 ? "" : text(response))
        .isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type").orElse("none"))
        .startsWith(contentType);
  }

  private static TracesData traceOf(JsonNode trace) {
    try {
      TracesData.Builder builder = TracesData.newBuilder();
      JsonFormat.parser().merge(MAPPER.writeValueAsString(trace), builder);
      return builder.build();
    } catch (IOException e) {
      throw new UncheckedIOException("not a trace in protobuf's JSON: " + trace, e);
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
