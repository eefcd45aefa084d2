package dev.vivace.cli.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.vivace.model.proto.tempopb.PartialStatus;
import dev.vivace.model.proto.tempopb.SearchResponse;
import dev.vivace.model.proto.tempopb.SearchTagValuesResponse;
import dev.vivace.model.proto.tempopb.SearchTagValuesV2Response;
import dev.vivace.model.proto.tempopb.SearchTagsResponse;
import dev.vivace.model.proto.tempopb.SearchTagsV2Response;
import dev.vivace.model.proto.tempopb.SearchTagsV2Scope;
import dev.vivace.model.proto.tempopb.TagValue;
import dev.vivace.model.proto.tempopb.TraceByIDResponse;
import dev.vivace.model.proto.tempopb.TraceSearchMetadata;
import io.opentelemetry.proto.trace.v1.TracesData;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Asks the HTTP API of Tempo, in protobuf wherever it is offered. Safe for use by several threads.
public final class QueryApi implements AutoCloseable {
  private static final Duration DEADLINE = Duration.ofSeconds(30);
  private static final String PROTOBUF = "application/protobuf";
  private static final String JSON = "application/json";
  private static final int MAX_SHOWN_CHARACTERS = 300;
  private static final int NOT_FOUND = 404;
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final String api;

  /// @param api may have a path: the prefix of the API
  public QueryApi(URI api) {
    String text = api.toString();
    this.api = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
  }

  /// A trace as the API gives it.
  ///
  /// @param note what the answer says about being partial; empty if it is whole
  public record TraceAnswer(TracesData trace, String note) {}

  /// What a search says of a trace: how many of its spans match.
  public record FoundTrace(String traceId, int matchedSpans) {}

  /// A range of time in Unix seconds.
  public record Window(long startSeconds, long endSeconds) {
    String parameters() {
      return "start=" + startSeconds + "&end=" + endSeconds;
    }
  }

  /// A trace by its id, version 2. Empty if nobody knows it.
  public TraceAnswer traceVersion2(String hexId, String tenant) throws UnansweredException {
    byte[] body = get("/api/v2/traces/" + hexId, PROTOBUF, tenant).body();
    try {
      TraceByIDResponse response = TraceByIDResponse.parseFrom(body);
      String note =
          response.getStatus() == PartialStatus.COMPLETE
              ? ""
              : "the answer is partial: " + response.getMessage();
      return new TraceAnswer(TracesData.parseFrom(response.getTrace().toByteString()), note);
    } catch (InvalidProtocolBufferException e) {
      throw new UnansweredException("trace " + hexId + ", v2: not protobuf", e);
    }
  }

  /// A trace by its id, version 1. Empty if nobody knows it.
  public TraceAnswer traceVersion1(String hexId, String tenant) throws UnansweredException {
    HttpResponse<byte[]> response = get("/api/traces/" + hexId, PROTOBUF, tenant);
    try {
      return response.statusCode() == NOT_FOUND
          ? new TraceAnswer(TracesData.getDefaultInstance(), "")
          : new TraceAnswer(TracesData.parseFrom(response.body()), "");
    } catch (InvalidProtocolBufferException e) {
      throw new UnansweredException("trace " + hexId + ", v1: not protobuf", e);
    }
  }

  /// The traces that a TraceQL query finds.
  public List<FoundTrace> search(String query, Window window, String tenant)
      throws UnansweredException {
    String path = "/api/search?limit=20&q=" + encoded(query) + "&" + window.parameters();
    try {
      return SearchResponse.parseFrom(get(path, PROTOBUF, tenant).body()).getTracesList().stream()
          .map(QueryApi::found)
          .toList();
    } catch (InvalidProtocolBufferException e) {
      throw new UnansweredException(path + ": not protobuf", e);
    }
  }

  private static FoundTrace found(TraceSearchMetadata trace) {
    String id = trace.getTraceID();
    int matched = trace.getSpanSetsList().stream().mapToInt(set -> set.getMatched()).sum();
    return new FoundTrace("0".repeat(Math.max(0, 32 - id.length())) + id, matched);
  }

  /// The names of span attributes, by both versions of the endpoint.
  public Set<String> spanTags(Window window, String tenant, boolean version2)
      throws UnansweredException {
    String path =
        (version2 ? "/api/v2/search/tags" : "/api/search/tags")
            + "?scope=span&"
            + window.parameters();
    byte[] body = get(path, PROTOBUF, tenant).body();
    try {
      if (!version2) {
        return Set.copyOf(SearchTagsResponse.parseFrom(body).getTagNamesList());
      }
      Set<String> names = new HashSet<>();
      for (SearchTagsV2Scope scope : SearchTagsV2Response.parseFrom(body).getScopesList()) {
        if (scope.getName().equals("span")) {
          names.addAll(scope.getTagsList());
        }
      }
      return names;
    } catch (InvalidProtocolBufferException e) {
      throw new UnansweredException(path + ": not protobuf", e);
    }
  }

  /// The values of a span attribute, by both versions of the endpoint.
  public Set<String> spanTagValues(String key, Window window, String tenant, boolean version2)
      throws UnansweredException {
    String path =
        (version2 ? "/api/v2/search/tag/span." : "/api/search/tag/")
            + encoded(key)
            + "/values?"
            + window.parameters();
    byte[] body = get(path, PROTOBUF, tenant).body();
    try {
      if (!version2) {
        return Set.copyOf(SearchTagValuesResponse.parseFrom(body).getTagValuesList());
      }
      Set<String> values = new HashSet<>();
      for (TagValue value : SearchTagValuesV2Response.parseFrom(body).getTagValuesList()) {
        values.add(value.getValue());
      }
      return values;
    } catch (InvalidProtocolBufferException e) {
      throw new UnansweredException(path + ": not protobuf", e);
    }
  }

  /// The sum of all series of a metrics query, by the time of the sample in Unix seconds. Zeros may
  /// be left out.
  public Map<Long, Double> range(String query, Window window, long stepSeconds, String tenant)
      throws UnansweredException {
    String path =
        "/api/metrics/query_range?exemplars=0&step=%ds&q=%s&%s"
            .formatted(stepSeconds, encoded(query), window.parameters());
    JsonNode tree;
    try {
      tree = MAPPER.readTree(get(path, JSON, tenant).body()); // protobuf is not offered here
    } catch (IOException e) {
      throw new UnansweredException(path + ": not JSON", e);
    }
    if (tree.path("status").asText().equals("PARTIAL")) {
      throw new UnansweredException(
          path + ": the answer is partial: " + tree.path("message").asText());
    }
    Map<Long, Double> sums = new HashMap<>();
    for (JsonNode series : tree.path("series")) {
      for (JsonNode sample : series.path("samples")) {
        long seconds = sample.path("timestampMs").asLong() / 1000;
        sums.merge(seconds, sample.path("value").asDouble(), Double::sum);
      }
    }
    return sums;
  }

  private HttpResponse<byte[]> get(String pathAndQuery, String accept, String tenant)
      throws UnansweredException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(api + pathAndQuery))
            .timeout(DEADLINE)
            .header("Accept", accept);
    if (!tenant.isEmpty()) {
      request.header("X-Scope-OrgID", tenant);
    }
    HttpResponse<byte[]> response;
    try {
      response = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new UnansweredException("GET " + pathAndQuery + ": " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnansweredException("GET " + pathAndQuery + ": interrupted", e);
    }
    boolean absent = response.statusCode() == NOT_FOUND && pathAndQuery.startsWith("/api/traces/");
    if (response.statusCode() != 200 && !absent) {
      throw new UnansweredException(
          "GET %s: status %d: %s"
              .formatted(pathAndQuery, response.statusCode(), shortened(response.body())));
    }
    return response;
  }

  private static String shortened(byte[] body) {
    String text = new String(body, StandardCharsets.UTF_8);
    return text.substring(0, Math.min(text.length(), MAX_SHOWN_CHARACTERS));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  @Override
  public void close() {
    client.close();
  }
}
