package dev.vivace.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vivace.server.config.Endpoint;
import dev.vivace.server.lifecycle.Readiness;
import dev.vivace.transport.ListenException;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GrpcListenerTest {

  private static final int MAX_RECEIVED = 1000;

  private final Readiness readiness = new Readiness();
  private final AtomicReference<Optional<String>> reason =
      new AtomicReference<>(Optional.of("replaying"));
  private GrpcListener listener;
  private ManagedChannel channel;

  @BeforeEach
  void start() {
    readiness.require(reason::get);
    readiness.started();
    start(1000);
  }

  private GrpcListener listener(Endpoint endpoint, long maxSentBytes) {
    return new GrpcListener(
        endpoint,
        GrpcListener.Door.OPEN,
        MAX_RECEIVED,
        maxSentBytes,
        List.of(),
        readiness,
        new SimpleMeterRegistry());
  }

  private void start(long maxSentBytes) {
    listener = listener(new Endpoint("127.0.0.1", 0), maxSentBytes);
    listener.start();
    channel =
        NettyChannelBuilder.forAddress("127.0.0.1", listener.address().getPort())
            .usePlaintext()
            .build();
  }

  @AfterEach
  void stop() throws Exception {
    channel.shutdownNow();
    listener.stop(Duration.ofSeconds(5));
  }

  private ServingStatus check(String service) {
    return HealthGrpc.newBlockingStub(channel).check(request(service)).getStatus();
  }

  private static HealthCheckRequest request(String service) {
    return HealthCheckRequest.newBuilder().setService(service).build();
  }

  private BlockingQueue<Object> watch(String service) {
    BlockingQueue<Object> events = new LinkedBlockingQueue<>();
    HealthGrpc.newStub(channel)
        .watch(
            request(service),
            new StreamObserver<>() {
              @Override
              public void onNext(HealthCheckResponse response) {
                events.add(response.getStatus());
              }

              @Override
              public void onError(Throwable t) {
                events.add(Status.fromThrowable(t).getCode());
              }

              @Override
              public void onCompleted() {
                events.add("completed");
              }
            });
    return events;
  }

  private static Object next(BlockingQueue<Object> events) throws InterruptedException {
    return events.poll(10, TimeUnit.SECONDS);
  }

  @Test
  void healthFollowsReadiness() {
    assertThat(check("")).isEqualTo(ServingStatus.NOT_SERVING);
    reason.set(Optional.empty());
    assertThat(check("")).isEqualTo(ServingStatus.SERVING);
    readiness.stopping();
    assertThat(check("")).isEqualTo(ServingStatus.NOT_SERVING);
  }

  @Test
  void anUnknownServiceIsNotFound() {
    assertThatThrownBy(() -> check("no.such.Service"))
        .isInstanceOf(StatusRuntimeException.class)
        .hasMessageStartingWith("NOT_FOUND");
  }

  @Test
  void whoWatchesHearsOfChangesAndOfTheEnd() throws Exception {
    BlockingQueue<Object> events = watch("");
    BlockingQueue<Object> unknown = watch("no.such.Service");
    assertThat(next(events)).isEqualTo(ServingStatus.NOT_SERVING);
    assertThat(next(unknown)).isEqualTo(ServingStatus.SERVICE_UNKNOWN);

    reason.set(Optional.empty());
    assertThat(next(events)).isEqualTo(ServingStatus.SERVING);

    long start = System.nanoTime();
    listener.stop(Duration.ofSeconds(20));
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
    assertThat(next(events)).isEqualTo(ServingStatus.NOT_SERVING);
    assertThat(next(events)).isEqualTo("completed");
    assertThat(next(unknown)).isEqualTo("completed");
  }

  @Test
  void aRequestOverTheLimitIsRefused() {
    assertThatThrownBy(() -> check("x".repeat(MAX_RECEIVED + 1)))
        .isInstanceOf(StatusRuntimeException.class)
        .hasMessageStartingWith("RESOURCE_EXHAUSTED");
  }

  @Test
  void anAnswerOverTheLimitIsRefused() throws Exception {
    stop();
    start(1);

    assertThatThrownBy(() -> check(""))
        .isInstanceOf(StatusRuntimeException.class)
        .hasMessage(
            "RESOURCE_EXHAUSTED: the answer has 2 bytes (limit server.grpc_server_max_send_msg_size: 1); ask for less or raise the limit");
  }

  @Test
  void aPortInUseIsSaidInOneSentence() {
    int port = listener.address().getPort();
    GrpcListener second = listener(new Endpoint("127.0.0.1", port), 1000);

    assertThatThrownBy(second::start)
        .isInstanceOf(ListenException.class)
        .hasMessage(
            "cannot listen on 127.0.0.1:%d (setting server.grpc_listen_port): the port is in use by another process; stop that one or choose another port"
                .formatted(port));
  }
}
