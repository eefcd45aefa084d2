package dev.vivace.cli.wire;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.RetryInfo;
import io.grpc.ClientInterceptor;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.MetadataUtils;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.TraceServiceGrpc;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// OTLP over gRPC on one connection, without TLS.
public final class GrpcSender implements OtlpSender {
  private static final Duration DEADLINE = Duration.ofSeconds(15);
  private static final Metadata.Key<String> TENANT =
      Metadata.Key.of("x-scope-orgid", Metadata.ASCII_STRING_MARSHALLER);

  private final ManagedChannel channel;
  private final TraceServiceGrpc.TraceServiceBlockingStub stub;

  public GrpcSender(String target) {
    this.channel = NettyChannelBuilder.forTarget(target).usePlaintext().build();
    this.stub = TraceServiceGrpc.newBlockingStub(channel);
  }

  @Override
  public Answer send(ExportTraceServiceRequest request, String tenant) {
    try {
      return OtlpSender.taken(
          stub.withDeadlineAfter(DEADLINE.toNanos(), TimeUnit.NANOSECONDS)
              .withInterceptors(headers(tenant))
              .export(request));
    } catch (StatusRuntimeException e) {
      return answer(e);
    }
  }

  private static ClientInterceptor headers(String tenant) {
    Metadata headers = new Metadata();
    if (!tenant.isEmpty()) {
      headers.put(TENANT, tenant);
    }
    return MetadataUtils.newAttachHeadersInterceptor(headers);
  }

  // Which codes are sent again: OTLP specification, "Failures". What is not sent again and names
  // no fault of the request leaves open whether the server kept it.
  private Answer answer(StatusRuntimeException e) {
    Duration delay = retryDelay(e);
    String reason = e.getStatus().getCode() + " " + e.getStatus().getDescription();
    return switch (e.getStatus().getCode()) {
      case INVALID_ARGUMENT,
          UNAUTHENTICATED,
          PERMISSION_DENIED,
          UNIMPLEMENTED,
          FAILED_PRECONDITION,
          NOT_FOUND,
          ALREADY_EXISTS ->
          new Answer.Refused(reason);
      case RESOURCE_EXHAUSTED ->
          delay == null ? new Answer.Refused(reason) : new Answer.TryAgain(false, delay, reason);
      case UNAVAILABLE -> {
        channel.resetConnectBackoff(); // else a restarted server is found minutes later
        yield again(delay, reason);
      }
      case CANCELLED, DEADLINE_EXCEEDED, ABORTED, OUT_OF_RANGE, DATA_LOSS -> again(delay, reason);
      case OK, UNKNOWN, INTERNAL -> new Answer.Unclear(reason);
    };
  }

  private static Answer again(@Nullable Duration delay, String reason) {
    return new Answer.TryAgain(true, delay == null ? Duration.ZERO : delay, reason);
  }

  private static @Nullable Duration retryDelay(StatusRuntimeException e) {
    com.google.rpc.Status status = StatusProto.fromThrowable(e);
    if (status == null) {
      return null;
    }
    try {
      for (Any detail : status.getDetailsList()) {
        if (detail.is(RetryInfo.class)) {
          com.google.protobuf.Duration delay = detail.unpack(RetryInfo.class).getRetryDelay();
          return Duration.ofSeconds(delay.getSeconds(), delay.getNanos());
        }
      }
    } catch (InvalidProtocolBufferException _) {
      return null; // a detail that cannot be read is no wish
    }
    return null;
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
