package dev.vivace.integration.wire;

import com.google.protobuf.InvalidProtocolBufferException;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.zip.GZIPInputStream;

/// One request as a client put it on the wire, and how the server answered it. A gRPC request's
/// path is its method's name; its body is the inflated message.
public record RecordedRequest(
    Transport transport,
    String path,
    String contentType,
    String contentEncoding,
    byte[] body,
    boolean accepted) {

  /// What carried the request.
  public enum Transport {
    GRPC,
    HTTP
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
