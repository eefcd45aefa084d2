package dev.vivace.integration.wire;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import java.time.Duration;

/// OTLP over gRPC on one connection of its own.
public final class GrpcSender implements OtlpSender {
  private static final Duration DEADLINE = Duration.ofSeconds(30);

  private final ManagedChannel channel;
  private final CallOptions options;

  private GrpcSender(String target, CallOptions options) {
    this.channel = NettyChannelBuilder.forTarget(target).usePlaintext().build();
    this.options = options;
  }

  public static GrpcSender plain(String target) {
    return new GrpcSender(target, CallOptions.DEFAULT);
  }

  public static GrpcSender gzip(String target) {
    return new GrpcSender(target, CallOptions.DEFAULT.withCompression("gzip"));
  }

  @Override
  public Answer send(byte[] request) {
    try {
      ClientCalls.blockingUnaryCall(
          channel, RawBytes.method(RawBytes.EXPORT), options.withDeadlineAfter(DEADLINE), request);
      return new Answer(Outcome.STORED, "OK", "");
    } catch (StatusRuntimeException e) {
      Status status = e.getStatus();
      return new Answer(
          outcomeOf(status.getCode()), status.getCode().name(), String.valueOf(status));
    }
  }

  private static Outcome outcomeOf(Status.Code code) {
    return switch (code) {
      case OK -> Outcome.STORED;
      case INVALID_ARGUMENT,
          UNAUTHENTICATED,
          PERMISSION_DENIED,
          UNIMPLEMENTED,
          RESOURCE_EXHAUSTED,
          FAILED_PRECONDITION,
          NOT_FOUND,
          ALREADY_EXISTS,
          OUT_OF_RANGE ->
          Outcome.REFUSED;
      case CANCELLED, UNKNOWN, DEADLINE_EXCEEDED, ABORTED, INTERNAL, UNAVAILABLE, DATA_LOSS ->
          Outcome.UNKNOWN;
    };
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
