package dev.vivace.querier.stream;

import io.grpc.Context;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// One call whose messages are sent from one thread of its own: waits until the caller takes them,
/// and knows when the caller has gone.
///
/// @param <A> the messages
final class StreamCall<A> {

  private final ServerCallStreamObserver<A> observer;
  private final Context context;
  private final StreamConfig config;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private long lastSentNanos;

  /// Made while the call's handler runs, as gRPC wants it for its callbacks.
  StreamCall(ServerCallStreamObserver<A> observer, StreamConfig config) {
    this.observer = observer;
    this.context = Context.current();
    this.config = config;
    this.lastSentNanos = System.nanoTime();
    observer.setOnReadyHandler(this::wake);
    observer.setOnCancelHandler(this::wake);
    observer.setOnCloseHandler(this::wake);
    // Also tells of the deadline.
    context.addListener(_ -> wake(), Runnable::run);
  }

  /// False once the caller has gone or its deadline is over.
  boolean isWanted() {
    return !observer.isCancelled() && !context.isCancelled();
  }

  /// Whether a message may be sent again and would be taken at once.
  boolean isDue() {
    return System.nanoTime() - lastSentNanos >= config.interval().toNanos() && observer.isReady();
  }

  /// Sends a message as soon as the caller takes it.
  void send(A message) {
    awaitReady();
    observer.onNext(message);
    lastSentNanos = System.nanoTime();
  }

  void complete() {
    if (isWanted()) {
      observer.onCompleted();
    }
  }

  void fail(Status status) {
    if (isWanted()) {
      observer.onError(status.asRuntimeException());
    }
  }

  private void awaitReady() {
    long leftNanos = config.maxStall().toNanos();
    lock.lock();
    try {
      while (isWanted() && !observer.isReady() && leftNanos > 0) {
        leftNanos = changed.awaitNanos(leftNanos);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Status.UNAVAILABLE
          .withDescription("the server stops")
          .withCause(e)
          .asRuntimeException();
    } finally {
      lock.unlock();
    }
    if (!isWanted()) {
      throw Status.CANCELLED.withDescription("the caller has gone").asRuntimeException();
    }
    if (!observer.isReady()) {
      throw Status.DEADLINE_EXCEEDED
          .withDescription("nothing was taken for " + config.maxStall())
          .asRuntimeException();
    }
  }

  private void wake() {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
