package dev.vivace.storage.view;

import dev.vivace.storage.head.LiveHead;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/// The view of a head that all queries share: made when one asks, made anew if another asks half a
/// second later and rows have come since. Thread-safe.
public final class SharedView {

  /// How old a view may be: a span is seen one second after its acknowledgement at the latest.
  static final Duration MAX_AGE = Duration.ofMillis(500);

  private final LiveHead head;
  private final ViewMemory memory;
  private final InstantSource clock;
  private volatile @Nullable Timed current;

  private record Timed(HeadView view, Instant made) {}

  public SharedView(LiveHead head, ViewMemory memory, InstantSource clock) {
    this.head = head;
    this.memory = memory;
    this.clock = clock;
  }

  /// The current view. The head is pinned by the caller.
  public HeadView get() {
    Timed known = current;
    return known != null && isGood(known) ? known.view() : renew();
  }

  private synchronized HeadView renew() {
    Timed known = current;
    if (known != null && isGood(known)) {
      return known.view(); // Somebody else has renewed it in the meantime.
    }
    // The time before: rows that come while the view is made may be missing.
    Instant now = clock.instant();
    HeadView view = HeadView.of(head, memory);
    current = new Timed(view, now);
    if (known != null) {
      known.view().drop();
    }
    return view;
  }

  private boolean isGood(Timed known) {
    Duration age = Duration.between(known.made(), clock.instant());
    return (!age.isNegative() && age.compareTo(MAX_AGE) < 0)
        || known.view().rowCount() == rowCount();
  }

  private int rowCount() {
    head.readLock().lock();
    try {
      return head.rowCount();
    } finally {
      head.readLock().unlock();
    }
  }

  /// Drops the view; nobody asks for it any more.
  public synchronized void close() {
    Timed known = current;
    current = null;
    if (known != null) {
      known.view().drop();
    }
  }
}
