package dev.vivace.integration.grafana;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;

/// Sends requests as Grafana's data source does: over HTTP/1.1, with its headers, with parameters
/// sorted and escaped as Go does it, asking for gzip.
final class GrafanaClient implements AutoCloseable {
  static final String JSON = "application/json";
  static final String PROTOBUF = "application/protobuf";

  private static final Duration DEADLINE = Duration.ofSeconds(30);

  /// Which part of Grafana asks.
  enum Sender {
    /// The data source's own program on Grafana's side, since Grafana 13 for everything.
    BACKEND,
    /// A browser, through Grafana's proxy for data sources: Grafana 12 and before.
    BROWSER
  }

  /// What came back, unpacked.
  record Answer(int status, String contentType, boolean wasGzip, byte[] body) {
    String text() {
      return new String(body, StandardCharsets.UTF_8);
    }
  }

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI url;

  /// A data source whose URL this is.
  GrafanaClient(URI url) {
    this.url = url;
  }

  Answer json(String path, Map<String, String> parameters) {
    return get(Sender.BACKEND, path, parameters, JSON);
  }

  /// A search with the data source's defaults: no limit, no number of spans, no range.
  Answer search(String query) {
    return json("/api/search", Map.of("q", query));
  }

  /// A panel of series.
  Answer range(String query, Instant start, Instant end, long stepSeconds) {
    return json(
        "/api/metrics/query_range",
        Map.of(
            "q",
            query,
            "start",
            Long.toString(start.getEpochSecond()),
            "end",
            Long.toString(end.getEpochSecond()),
            "step",
            stepSeconds + "s"));
  }

  Answer tagValues(String name, Map<String, String> parameters) {
    Map<String, String> all = new TreeMap<>(parameters);
    all.put("limit", "5000");
    all.put("tag", name);
    return json("/api/v2/search/tag/" + pathSegments(name) + "/values", all);
  }

  Answer get(Sender sender, String path, Map<String, String> parameters, String accept) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url + path + query(parameters))).timeout(DEADLINE);
    request.header("X-Scope-Orgid", GrafanaFixture.TENANT);
    switch (sender) {
      case BACKEND ->
          request
              .header("User-Agent", "Grafana/13.1.0")
              .header("Accept", accept)
              .header("Accept-Encoding", "gzip")
              .header("Authorization", "Basic YWRtaW46YWRtaW4=")
              .header("Traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
      case BROWSER ->
          request
              .header("User-Agent", "Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0 Safari/537.36")
              .header("Accept", "application/json, text/plain, */*")
              .header("Accept-Encoding", "gzip, deflate, br, zstd")
              .header("Accept-Language", "en-US,en;q=0.9")
              .header("Referer", "http://localhost:3000/explore")
              .header("Sec-Fetch-Mode", "cors")
              .header("X-Forwarded-For", "127.0.0.1")
              .header("X-Grafana-Org-Id", "1");
    }
    return send(request.build());
  }

  /// A GET of somebody who sets nothing but these headers.
  Answer plain(String pathAndQuery, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url + pathAndQuery)).timeout(DEADLINE);
    return send(headers.length == 0 ? request.build() : request.headers(headers).build());
  }

  private Answer send(HttpRequest request) {
    try {
      HttpResponse<byte[]> response = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
      String encoding = response.headers().firstValue("Content-Encoding").orElse("");
      return new Answer(
          response.statusCode(),
          response.headers().firstValue("Content-Type").orElse(""),
          encoding.equals("gzip"),
          switch (encoding) {
            case "" -> response.body();
            case "gzip" -> gunzip(response.body());
            default -> throw new AssertionError("Grafana cannot read " + encoding);
          });
    } catch (IOException e) {
      throw new UncheckedIOException("GET " + request.uri() + " was not answered", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted in GET " + request.uri(), e);
    }
  }

  private static byte[] gunzip(byte[] bytes) throws IOException {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
      return in.readAllBytes();
    }
  }

  /// As Go's `url.Values.Encode`.
  private static String query(Map<String, String> parameters) {
    return new TreeMap<>(parameters)
        .entrySet().stream()
            .map(entry -> escape(entry.getKey()) + "=" + escape(entry.getValue()))
            .collect(Collectors.joining("&", parameters.isEmpty() ? "" : "?", ""));
  }

  private static String escape(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("*", "%2A").replace("%7E", "~");
  }

  /// A tag's name in a path: its slashes stay, the rest is escaped.
  private static String pathSegments(String name) {
    return escape(name).replace("+", "%20").replace("%2F", "/").replace("%3A", ":");
  }

  @Override
  public void close() {
    client.close();
  }
}
