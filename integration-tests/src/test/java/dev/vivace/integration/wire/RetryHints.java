package dev.vivace.integration.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import dev.vivace.integration.process.VivaceProcess;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/// Looks for what a server that cannot take spans says about when to come again: `RetryInfo` over
/// gRPC, `Retry-After` over HTTP.
public final class RetryHints implements AutoCloseable {
  private static final Metadata.Key<byte[]> DETAILS =
      Metadata.Key.of("grpc-status-details-bin", Metadata.BINARY_BYTE_MARSHALLER);

  // google.rpc.Status has a list of details, each with the name of its type.
  private static final int STATUS_DETAILS = 3;
  private static final int ANY_TYPE = 1;

  private final VivaceProcess server;
  private final ManagedChannel channel;
  private final HttpClient http = HttpClient.newHttpClient();

  public RetryHints(VivaceProcess server) {
    this.server = server;
    this.channel = NettyChannelBuilder.forTarget(server.otlpGrpc()).usePlaintext().build();
  }

  /// Sends a request both ways; each answer must say "not now" and when.
  public void assertGiven(byte[] request) {
    StatusRuntimeException refused =
        assertThrows(
            StatusRuntimeException.class,
            () ->
                ClientCalls.blockingUnaryCall(
                    channel, RawBytes.method(RawBytes.EXPORT), CallOptions.DEFAULT, request));
    assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(detailTypes(refused)).contains("google.rpc.RetryInfo");
    HttpResponse<byte[]> response = post(request);
    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(response.headers().firstValueAsLong("Retry-After").orElse(-1)).isPositive();
  }

  private static String detailTypes(StatusRuntimeException refused) {
    Metadata trailers = refused.getTrailers();
    byte[] details = trailers == null ? null : trailers.get(DETAILS);
    assertThat(details).as("details of %s", refused.getStatus()).isNotNull();
    try {
      StringBuilder types = new StringBuilder();
      for (var detail :
          UnknownFieldSet.parseFrom(details).getField(STATUS_DETAILS).getLengthDelimitedList()) {
        UnknownFieldSet.parseFrom(detail)
            .getField(ANY_TYPE)
            .getLengthDelimitedList()
            .forEach(type -> types.append(type.toStringUtf8()).append(' '));
      }
      return types.toString();
    } catch (InvalidProtocolBufferException e) {
      throw new UncheckedIOException("no google.rpc.Status", e);
    }
  }

  private HttpResponse<byte[]> post(byte[] request) {
    try {
      return http.send(
          HttpRequest.newBuilder(server.otlpHttp().resolve("/v1/traces"))
              .header("Content-Type", "application/x-protobuf")
              .POST(HttpRequest.BodyPublishers.ofByteArray(request))
              .build(),
          HttpResponse.BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException("no answer over HTTP", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for an answer", e);
    }
  }

  @Override
  public void close() {
    channel.shutdownNow();
    http.close();
  }
}
