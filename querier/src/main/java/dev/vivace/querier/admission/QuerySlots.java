package dev.vivace.querier.admission;

import dev.vivace.model.error.LimitExceededException;
import dev.vivace.model.id.TenantId;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/// Runs a bounded number of queries at a time. Others wait, in a queue for each tenant; the queues
/// are served in turn, so that one tenant's many queries delay another's by one query at most.
/// Thread-safe.
public final class QuerySlots {

  private final int maxWaitingPerTenant;
  private final ReentrantLock lock = new ReentrantLock();

  // Guarded by the lock. The tenant whose turn it is comes first.
  private final Map<TenantId, Deque<Waiter>> queues = new LinkedHashMap<>();
  private int free;
  private int waiting;

  /// @param maxConcurrent queries that run at the same time
  /// @param maxWaitingPerTenant queries of a tenant that wait; further ones are refused
  public QuerySlots(int maxConcurrent, int maxWaitingPerTenant, MeterRegistry registry) {
    if (maxConcurrent < 1 || maxWaitingPerTenant < 0) {
      throw new IllegalArgumentException(
          "maxConcurrent: %d, maxWaitingPerTenant: %d (expected: at least 1, at least 0)"
              .formatted(maxConcurrent, maxWaitingPerTenant));
    }
    this.free = maxConcurrent;
    this.maxWaitingPerTenant = maxWaitingPerTenant;
    Gauge.builder("vivace_waiting_queries", this, QuerySlots::waiting)
        .description("Queries that wait for others to end")
        .register(registry);
  }

  private static final class Waiter {

    private final Condition turn;
    private boolean admitted;

    Waiter(Condition turn) {
      this.turn = turn;
    }
  }

  /// Runs a query on the calling thread when it is its turn. Throws a [LimitExceededException] if
  /// too many of the tenant's queries wait already, or if it is not its turn in time.
  ///
  /// @param deadlineNanos until when to wait, as [System#nanoTime] tells the time
  public <T> T run(TenantId tenant, long deadlineNanos, Supplier<T> query) {
    acquire(tenant, deadlineNanos);
    try {
      return query.get();
    } finally {
      release();
    }
  }

  int waiting() {
    lock.lock();
    try {
      return waiting;
    } finally {
      lock.unlock();
    }
  }

  private void acquire(TenantId tenant, long deadlineNanos) {
    lock.lock();
    try {
      if (free > 0) {
        free--;
        return;
      }
      Deque<Waiter> queue = queues.computeIfAbsent(tenant, _ -> new ArrayDeque<>());
      if (queue.size() >= maxWaitingPerTenant) {
        dropIfEmpty(tenant, queue);
        throw refused(tenant, "%d of its queries wait already".formatted(maxWaitingPerTenant));
      }
      await(tenant, queue, deadlineNanos);
    } finally {
      lock.unlock();
    }
  }

  private void await(TenantId tenant, Deque<Waiter> queue, long deadlineNanos) {
    Waiter waiter = new Waiter(lock.newCondition());
    queue.addLast(waiter);
    waiting++;
    try {
      while (!waiter.admitted && deadlineNanos - System.nanoTime() > 0) {
        waiter.turn.await(deadlineNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt(); // The caller has gone: nobody reads the refusal.
    } finally {
      waiting--;
    }
    if (waiter.admitted) {
      return;
    }
    queue.remove(waiter);
    dropIfEmpty(tenant, queue);
    throw refused(tenant, "its query waited for all the time it had");
  }

  private void dropIfEmpty(TenantId tenant, Deque<Waiter> queue) {
    if (queue.isEmpty()) {
      queues.remove(tenant, queue);
    }
  }

  private static LimitExceededException refused(TenantId tenant, String reason) {
    return new LimitExceededException(
        ("job queue full: tenant '%s': %s (limit: query_frontend.max_outstanding_per_tenant);"
                + " try again")
            .formatted(tenant, reason));
  }

  private void release() {
    lock.lock();
    try {
      if (queues.isEmpty()) {
        free++;
        return;
      }
      // The slot is handed on, and the tenant goes to the end of the line.
      Map.Entry<TenantId, Deque<Waiter>> next = queues.entrySet().iterator().next();
      Waiter waiter = next.getValue().removeFirst();
      waiter.admitted = true;
      waiter.turn.signal();
      queues.remove(next.getKey());
      if (!next.getValue().isEmpty()) {
        queues.put(next.getKey(), next.getValue());
      }
    } finally {
      lock.unlock();
    }
  }
}
