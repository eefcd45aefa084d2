package dev.vivace.distributor.forward;

import java.util.concurrent.atomic.AtomicLong;

/// The bytes of all copies that wait or are being sent, within a limit. Thread-safe.
final class QueuedBytes {

  private final long maxBytes;
  private final AtomicLong usedBytes = new AtomicLong();

  QueuedBytes(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  boolean tryAcquire(long bytes) {
    long used = usedBytes.addAndGet(bytes);
    if (used <= maxBytes) {
      return true;
    }
    usedBytes.addAndGet(-bytes);
    return false;
  }

  void release(long bytes) {
    usedBytes.addAndGet(-bytes);
  }

  long usedBytes() {
    return usedBytes.get();
  }
}
