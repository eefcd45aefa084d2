package dev.vivace.distributor.forward;

import dev.vivace.distributor.forward.ForwardMetrics.Drop;
import dev.vivace.model.id.TenantId;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One endpoint of a forwarder, and what waits for it: a queue a tenant, emptied by workers that
/// live while there is something in it. Thread-safe; its lock is held for no I/O.
final class ForwardTarget {

  private static final Logger LOG = LoggerFactory.getLogger(ForwardTarget.class);
  private static final long LOG_INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final Metadata.Key<String> TENANT =
      Metadata.Key.of("x-scope-orgid", Metadata.ASCII_STRING_MARSHALLER);

  private final String name;
  private final ManagedChannel channel;
  private final boolean namesTenant;
  private final Duration exportTimeout;
  private final ForwardMetrics metrics;
  private final QueuedBytes bytes;

  // Guarded by this.
  private final Map<TenantId, TenantQueue> queues = new HashMap<>();
  private boolean stopped;
  private long nextLogNanos = System.nanoTime();

  /// Guarded by the target.
  private static final class TenantQueue {
    private final ArrayDeque<StoredRequest> waiting = new ArrayDeque<>();
    private int workers;
  }

  /// @param name of the forwarder and the endpoint, for the log
  /// @param namesTenant whether requests say whose they are
  /// @param exportTimeout how long a backend may take to answer
  /// @param bytes shared by all targets
  ForwardTarget(
      String name,
      ManagedChannel channel,
      boolean namesTenant,
      Duration exportTimeout,
      ForwardMetrics metrics,
      QueuedBytes bytes) {
    this.name = name;
    this.channel = channel;
    this.namesTenant = namesTenant;
    this.exportTimeout = exportTimeout;
    this.metrics = metrics;
    this.bytes = bytes;
  }

  /// Takes a copy, or drops it. Does not block.
  void offer(TenantId tenant, Forwarding forwarding, StoredRequest request) {
    Drop drop = add(tenant, forwarding, request);
    if (drop != null) {
      metrics.countDropped(drop, request.spanCount());
    }
  }

  private synchronized @Nullable Drop add(
      TenantId tenant, Forwarding forwarding, StoredRequest request) {
    if (stopped) {
      return Drop.STOPPED;
    }
    TenantQueue queue = queues.get(tenant);
    int busy = queue == null ? 0 : queue.workers;
    int waiting = queue == null ? 0 : queue.waiting.size();
    boolean canBegin = busy < forwarding.workers();
    if (!canBegin && waiting >= forwarding.queueSize()) {
      return Drop.QUEUE_FULL;
    }
    if (!bytes.tryAcquire(request.size())) {
      return Drop.MEMORY;
    }
    TenantQueue used = queue == null ? new TenantQueue() : queue;
    queues.put(tenant, used);
    if (canBegin) {
      used.workers++;
      Thread.ofVirtual().name("forward").start(() -> work(tenant, used, request));
    } else {
      used.waiting.addLast(request);
    }
    return null;
  }

  private void work(TenantId tenant, TenantQueue queue, StoredRequest first) {
    StoredRequest request = first;
    while (request != null) {
      try {
        export(tenant, request);
      } finally {
        bytes.release(request.size());
      }
      request = next(tenant, queue);
    }
  }

  /// What is to be sent next; null ends the worker.
  private synchronized @Nullable StoredRequest next(TenantId tenant, TenantQueue queue) {
    StoredRequest request = queue.waiting.pollFirst();
    if (request == null) {
      queue.workers--;
      if (queue.workers == 0) {
        queues.remove(tenant);
        notifyAll();
      }
    }
    return request;
  }

  private void export(TenantId tenant, StoredRequest request) {
    try {
      ClientCalls.blockingUnaryCall(
          withTenant(tenant),
          ExportCall.METHOD,
          CallOptions.DEFAULT.withDeadlineAfter(exportTimeout.toNanos(), TimeUnit.NANOSECONDS),
          request.message());
      metrics.countForwarded(request.spanCount());
    } catch (StatusRuntimeException e) {
      boolean late = e.getStatus().getCode() == Status.Code.DEADLINE_EXCEEDED;
      metrics.countDropped(
          isStopped() ? Drop.STOPPED : late ? Drop.TIMED_OUT : Drop.FAILED, request.spanCount());
      log(tenant, request, e);
    } catch (RuntimeException e) {
      metrics.countDropped(Drop.FAILED, request.spanCount());
      LOG.error("{}: {} spans of tenant {} dropped", name, request.spanCount(), tenant, e);
    }
  }

  private Channel withTenant(TenantId tenant) {
    if (!namesTenant) {
      return channel;
    }
    Metadata headers = new Metadata();
    headers.put(TENANT, tenant.value());
    return ClientInterceptors.intercept(
        channel, MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  private synchronized boolean isStopped() {
    return stopped;
  }

  /// Says the code and what the network said; a backend's own words could hold anything.
  private void log(TenantId tenant, StoredRequest request, StatusRuntimeException e) {
    if (mayLog()) {
      Throwable cause = e.getStatus().getCause();
      LOG.warn(
          "{}: {} spans of tenant {} dropped: {}{}",
          name,
          request.spanCount(),
          tenant,
          e.getStatus().getCode(),
          cause == null ? "" : ", " + cause.getMessage());
    }
  }

  private synchronized boolean mayLog() {
    long now = System.nanoTime();
    if (stopped || now - nextLogNanos < 0) {
      return false;
    }
    nextLogNanos = now + LOG_INTERVAL_NANOS;
    return true;
  }

  /// Takes nothing more, waits for what is there until the end, and drops the rest.
  void stop(long endNanos) {
    try {
      awaitEmpty(endNanos);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt(); // Whoever stops must not wait: the rest is dropped.
    }
    dropAll();
    channel.shutdownNow();
  }

  private synchronized void awaitEmpty(long endNanos) throws InterruptedException {
    long leftNanos = endNanos - System.nanoTime();
    while (!queues.isEmpty() && leftNanos > 0) {
      TimeUnit.NANOSECONDS.timedWait(this, leftNanos);
      leftNanos = endNanos - System.nanoTime();
    }
  }

  private synchronized void dropAll() {
    stopped = true;
    for (TenantQueue queue : queues.values()) {
      for (StoredRequest request : queue.waiting) {
        metrics.countDropped(Drop.STOPPED, request.spanCount());
        bytes.release(request.size());
      }
      queue.waiting.clear();
    }
  }
}
