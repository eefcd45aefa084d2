package dev.vivace.storage.view;

import java.util.concurrent.atomic.AtomicLong;

/// Counts what the views of all heads hold. Within the budget views keep every column they made;
/// beyond it they make columns of attributes anew for each query. Thread-safe.
public final class ViewMemory {

  private final long budgetBytes;
  private final AtomicLong used = new AtomicLong();

  public ViewMemory(long budgetBytes) {
    this.budgetBytes = budgetBytes;
  }

  public long budgetBytes() {
    return budgetBytes;
  }

  public long usedBytes() {
    return used.get();
  }

  /// Counts what is needed in any case; negative when it is dropped.
  void count(long bytes) {
    used.addAndGet(bytes);
  }

  boolean hasRoom(long bytes) {
    return used.get() + bytes <= budgetBytes;
  }
}
