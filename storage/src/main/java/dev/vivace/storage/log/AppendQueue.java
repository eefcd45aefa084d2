package dev.vivace.storage.log;

import dev.vivace.storage.log.TraceLog.AppendCallback;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Records on their way to the writer, bounded by bytes. Bytes count until their callbacks have
/// run, because the records stay in memory until then.
final class AppendQueue {

  /// A group takes what waits until it has this much.
  static final int GROUP_BYTES = 1 << 20;

  /// No deadline: until a record arrives.
  static final long FOREVER = TimeUnit.DAYS.toNanos(365);

  private final long maxBytes;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrived = lock.newCondition();
  private final ArrayDeque<Pending> pending = new ArrayDeque<>(); // guarded by lock
  private long bytes; // guarded by lock
  private boolean closed; // guarded by lock

  AppendQueue(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /// Takes a record unless the queue is full or closed. One that alone is over the bound is taken
  /// when nothing else is queued.
  Offer offer(Pending append) {
    lock.lock();
    try {
      if (closed) {
        return Offer.CLOSED;
      }
      if (bytes > 0 && bytes + append.bytes > maxBytes) {
        return Offer.FULL;
      }
      pending.add(append);
      bytes += append.bytes;
      arrived.signal();
      return Offer.TAKEN;
    } finally {
      lock.unlock();
    }
  }

  /// Waits for records, at most `waitNanos`, and moves up to one group of them into `group`.
  ///
  /// @return false once the queue is closed
  boolean take(List<Pending> group, long waitNanos) throws InterruptedException {
    lock.lock();
    try {
      long left = waitNanos;
      while (pending.isEmpty() && !closed && left > 0) {
        left = arrived.awaitNanos(left);
      }
      long groupBytes = 0;
      while (!closed && !pending.isEmpty() && groupBytes < GROUP_BYTES) {
        Pending append = pending.remove();
        groupBytes += append.bytes;
        group.add(append);
      }
      return !closed;
    } finally {
      lock.unlock();
    }
  }

  /// Gives back the bytes of records whose callbacks have run.
  void release(long releasedBytes) {
    lock.lock();
    try {
      bytes -= releasedBytes;
    } finally {
      lock.unlock();
    }
  }

  /// Takes no more records and returns those that nobody took.
  List<Pending> close() {
    lock.lock();
    try {
      closed = true;
      List<Pending> left = new ArrayList<>(pending);
      pending.clear();
      arrived.signalAll();
      return left;
    } finally {
      lock.unlock();
    }
  }

  long bytes() {
    lock.lock();
    try {
      return bytes;
    } finally {
      lock.unlock();
    }
  }

  /// What became of an offer.
  enum Offer {
    TAKEN,
    FULL,
    CLOSED
  }

  /// A record that waits, and how long it is in the log.
  record Pending(LogRecord record, AppendCallback callback, long bytes) {}
}
