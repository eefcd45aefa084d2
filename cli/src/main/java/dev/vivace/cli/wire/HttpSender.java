package dev.vivace.cli.wire;

import com.google.protobuf.InvalidProtocolBufferException;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/// OTLP over HTTP/1.1 as protobuf.
public final class HttpSender implements OtlpSender {
  private static final Duration DEADLINE = Duration.ofSeconds(15);
  private static final int MAX_REASON_CHARACTERS = 300;

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI traces;

  /// Sends to `/v1/traces` of a server.
  public HttpSender(URI server) {
    this.traces = server.resolve("/v1/traces");
  }

  @Override
  public Answer send(ExportTraceServiceRequest request, String tenant) {
    HttpRequest.Builder post =
        HttpRequest.newBuilder(traces)
            .timeout(DEADLINE)
            .header("Content-Type", "application/x-protobuf")
            .POST(HttpRequest.BodyPublishers.ofByteArray(request.toByteArray()));
    if (!tenant.isEmpty()) {
      post.header("X-Scope-OrgID", tenant);
    }
    try {
      return answer(client.send(post.build(), HttpResponse.BodyHandlers.ofByteArray()));
    } catch (IOException e) {
      return new Answer.TryAgain(true, Duration.ZERO, String.valueOf(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Answer.Unclear("interrupted");
    }
  }

  private static Answer answer(HttpResponse<byte[]> response) {
    String reason = response.statusCode() + " " + shortened(response.body());
    Optional<Duration> wish = retryAfter(response);
    return switch (response.statusCode()) {
      case 200 -> success(response.body());
      case 429 -> new Answer.TryAgain(false, wish.orElse(Duration.ZERO), reason);
      case 502, 503, 504 -> new Answer.TryAgain(true, wish.orElse(Duration.ZERO), reason);
      default ->
          response.statusCode() >= 500 ? new Answer.Unclear(reason) : new Answer.Refused(reason);
    };
  }

  private static Answer success(byte[] body) {
    try {
      return OtlpSender.taken(ExportTraceServiceResponse.parseFrom(body));
    } catch (InvalidProtocolBufferException e) {
      return new Answer.Unclear("success with a body that is no protobuf: " + e.getMessage());
    }
  }

  private static String shortened(byte[] body) {
    int bytes = Math.min(body.length, MAX_REASON_CHARACTERS);
    return new String(body, 0, bytes, StandardCharsets.UTF_8);
  }

  private static Optional<Duration> retryAfter(HttpResponse<?> response) {
    return response
        .headers()
        .firstValue("Retry-After")
        .filter(seconds -> seconds.matches("\\d{1,6}")) // a date is a form that nobody sends
        .map(seconds -> Duration.ofSeconds(Long.parseLong(seconds)));
  }

  @Override
  public void close() {
    client.close();
  }
}
