package dev.vivace.integration.wire;

import com.google.protobuf.InvalidProtocolBufferException;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Locale;
import java.util.zip.GZIPInputStream;

/// One request as a client put it on the wire, and how the server answered it. A gRPC request's
/// path is its method's name; its body is the message, inflated if it was compressed by gzip.
public record RecordedRequest(
    Transport transport,
    String path,
    String contentType,
    String contentEncoding,
    byte[] body,
    Answer answer) {

  /// What the server said.
  ///
  /// @param status the HTTP status or the gRPC code
  /// @param retryAfter when the client was told to come again; zero if it was not
  /// @param atNanos when it said so, by [System#nanoTime]
  public record Answer(String status, Duration retryAfter, long atNanos) {}

  /// What carried the request.
  public enum Transport {
    GRPC,
    HTTP
  }

  /// Whether the server took all or a part of it.
  public boolean accepted() {
    return answer.status().equals("OK") || answer.status().equals("200");
  }

  boolean carriesTraces() {
    return path.equals(RawBytes.EXPORT) || path.endsWith("/v1/traces");
  }

  public boolean isGzip() {
    return contentEncoding.equalsIgnoreCase("gzip");
  }

  /// The request, decoded by the classes that are generated from the protocol's definition.
  public ExportTraceServiceRequest decoded() {
    byte[] inflated = transport == Transport.HTTP && isGzip() ? gunzip(body) : body;
    if (contentType.toLowerCase(Locale.ROOT).startsWith("application/json")) {
      return OtlpJson.read(inflated);
    }
    try {
      return ExportTraceServiceRequest.parseFrom(inflated);
    } catch (InvalidProtocolBufferException e) {
      throw new UncheckedIOException("the client sent no export request", e);
    }
  }

  private static byte[] gunzip(byte[] body) {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(body))) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("the client sent broken gzip", e);
    }
  }
}
