package dev.vivace.server.grpc;

import dev.vivace.server.lifecycle.Readiness;
import io.grpc.Status;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// `grpc.health.v1.Health`: the process as a whole, the service with the empty name, serves while
/// it is ready. Those who watch hear of a change within [#POLL_MILLIS]. Thread-safe.
final class ReadinessHealth extends HealthGrpc.HealthImplBase {

  private static final int POLL_MILLIS = 250;

  /// Watching calls at once; further ones are refused.
  static final int MAX_WATCHERS = 100;

  private final Readiness readiness;
  private final ScheduledExecutorService poller =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("grpc-health").daemon().factory());

  /// What each watcher was told last; guarded by this.
  private final Map<StreamObserver<HealthCheckResponse>, ServingStatus> watchers = new HashMap<>();

  private boolean stopped; // guarded by this
  private volatile @Nullable Future<?> polling;

  ReadinessHealth(Readiness readiness) {
    this.readiness = readiness;
  }

  void start() {
    polling =
        poller.scheduleWithFixedDelay(
            this::tellWatchers, POLL_MILLIS, POLL_MILLIS, TimeUnit.MILLISECONDS);
  }

  /// Tells all watchers that it is over, and ends their calls.
  void stop() {
    Future<?> started = polling;
    if (started != null) {
      started.cancel(false);
    }
    poller.shutdown();
    synchronized (this) {
      stopped = true;
      tell(ServingStatus.NOT_SERVING);
      watchers.keySet().forEach(StreamObserver::onCompleted);
      watchers.clear();
    }
  }

  @Override
  public void check(
      HealthCheckRequest request, StreamObserver<HealthCheckResponse> responseObserver) {
    if (request.getService().isEmpty()) {
      responseObserver.onNext(answer(status()));
      responseObserver.onCompleted();
    } else {
      responseObserver.onError(
          Status.NOT_FOUND
              .withDescription("unknown service; the empty name is the whole process")
              .asRuntimeException());
    }
  }

  @Override
  public void watch(
      HealthCheckRequest request, StreamObserver<HealthCheckResponse> responseObserver) {
    if (!request.getService().isEmpty()) {
      // The protocol wants the call to stay open; nothing but its end would ever follow.
      add(responseObserver, ServingStatus.SERVICE_UNKNOWN);
    } else {
      add(responseObserver, status());
    }
  }

  private synchronized void add(
      StreamObserver<HealthCheckResponse> watcher, ServingStatus current) {
    if (stopped || watchers.size() >= MAX_WATCHERS) {
      watcher.onError(
          Status.UNAVAILABLE
              .withDescription("stopping, or %d calls watch already".formatted(MAX_WATCHERS))
              .asRuntimeException());
      return;
    }
    if (watcher instanceof ServerCallStreamObserver<HealthCheckResponse> call) {
      call.setOnCancelHandler(() -> remove(watcher));
    }
    watcher.onNext(answer(current));
    watchers.put(watcher, current);
  }

  private synchronized void remove(StreamObserver<HealthCheckResponse> watcher) {
    watchers.remove(watcher);
  }

  private void tellWatchers() {
    ServingStatus current = status();
    synchronized (this) {
      tell(current);
    }
  }

  /// Called under the lock.
  private void tell(ServingStatus current) {
    watchers.replaceAll(
        (watcher, told) -> {
          if (told == current || told == ServingStatus.SERVICE_UNKNOWN) {
            return told;
          }
          watcher.onNext(answer(current));
          return current;
        });
  }

  private ServingStatus status() {
    return readiness.reasonNotReady().isEmpty() ? ServingStatus.SERVING : ServingStatus.NOT_SERVING;
  }

  private static HealthCheckResponse answer(ServingStatus status) {
    return HealthCheckResponse.newBuilder().setStatus(status).build();
  }
}
