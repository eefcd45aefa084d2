package dev.vivace.integration.wire;

import com.google.protobuf.InvalidProtocolBufferException;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.zip.GZIPOutputStream;

/// OTLP over HTTP/1.1, in one of its encodings.
public final class HttpSender implements OtlpSender {

  /// How the body is written.
  public enum Encoding {
    PROTOBUF,
    GZIP_PROTOBUF,
    JSON
  }

  private static final Duration DEADLINE = Duration.ofSeconds(30);

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI traces;
  private final Encoding encoding;
  private final String tenant;

  public HttpSender(URI otlpHttp, Encoding encoding) {
    this(otlpHttp, encoding, "");
  }

  /// Sends for a tenant; empty: names none.
  public HttpSender(URI otlpHttp, Encoding encoding, String tenant) {
    this.traces = otlpHttp.resolve("/v1/traces");
    this.encoding = encoding;
    this.tenant = tenant;
  }

  @Override
  public Answer send(byte[] request) {
    return send(request(request));
  }

  /// Sends a body of JSON as it is.
  public Answer sendJson(byte[] json) {
    return send(post(builder(), "application/json", json).build());
  }

  private Answer send(HttpRequest request) {
    try {
      HttpResponse<byte[]> response = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
      int status = response.statusCode();
      String text = new String(response.body(), StandardCharsets.UTF_8);
      return new Answer(outcomeOf(status), Integer.toString(status), text);
    } catch (IOException e) {
      return new Answer(Outcome.UNKNOWN, "broken connection", String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Answer(Outcome.UNKNOWN, "interrupted", "");
    }
  }

  private static Outcome outcomeOf(int status) {
    if (status == 200) {
      return Outcome.STORED;
    }
    return status >= 500 ? Outcome.UNKNOWN : Outcome.REFUSED;
  }

  private HttpRequest request(byte[] protobuf) {
    HttpRequest.Builder builder = builder();
    switch (encoding) {
      case PROTOBUF -> post(builder, "application/x-protobuf", protobuf);
      case GZIP_PROTOBUF ->
          post(builder, "application/x-protobuf", gzip(protobuf))
              .header("Content-Encoding", "gzip");
      case JSON -> post(builder, "application/json", json(protobuf));
    }
    return builder.build();
  }

  private HttpRequest.Builder builder() {
    HttpRequest.Builder builder = HttpRequest.newBuilder(traces).timeout(DEADLINE);
    return tenant.isEmpty() ? builder : builder.header("X-Scope-OrgID", tenant);
  }

  private static HttpRequest.Builder post(HttpRequest.Builder builder, String type, byte[] body) {
    return builder.header("Content-Type", type).POST(HttpRequest.BodyPublishers.ofByteArray(body));
  }

  private static byte[] json(byte[] protobuf) {
    try {
      return OtlpJson.write(ExportTraceServiceRequest.parseFrom(protobuf));
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException("not an export request", e);
    }
  }

  private static byte[] gzip(byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException("gzip in memory failed", e);
    }
    return out.toByteArray();
  }

  @Override
  public void close() {
    client.close();
  }
}
