package dev.vivace.storage.source;

import dev.vivace.storage.head.LiveHead;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/// A head in the list of sources, counted by those who read it: its memory is given back when it
/// has left the list and the last reader let it go.
public final class PinnedHead {

  private final LiveHead head;
  private final AtomicInteger pins = new AtomicInteger(1);
  private final Queue<Runnable> releaseListeners = new ConcurrentLinkedQueue<>();

  public PinnedHead(LiveHead head) {
    this.head = head;
  }

  public LiveHead head() {
    return head;
  }

  /// Runs something before the head is released; for whoever has it pinned.
  void onRelease(Runnable listener) {
    releaseListeners.add(listener);
  }

  /// Keeps the head for a reader; false if it is gone already.
  boolean pin() {
    int current = pins.get();
    while (current > 0) {
      if (pins.compareAndSet(current, current + 1)) {
        return true;
      }
      current = pins.get();
    }
    return false;
  }

  /// Lets the head go. The catalogue's own pin ends when the head leaves the list.
  void unpin() {
    if (pins.decrementAndGet() == 0) {
      releaseListeners.forEach(Runnable::run);
      head.release();
    }
  }
}
