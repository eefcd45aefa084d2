package dev.vivace.cli.content;

import java.util.ArrayList;
import java.util.List;

/// When the slots of a journal are due. Each time the auditor writes into a journal it begins a
/// session: from its first slot on one slot follows the other at equal distances. Content has the
/// time of its slot, whenever it is really sent. Safe for use by several threads.
public final class Schedule {

  /// @param firstSlot the first slot of the session
  /// @param startNanos when that is due, in nanoseconds since 1970
  /// @param intervalNanos the time from one slot to the next
  public record Session(long firstSlot, long startNanos, long intervalNanos) {
    public Session {
      if (firstSlot < 0 || intervalNanos <= 0) {
        throw new IllegalArgumentException(
            "session with first slot %d, interval %d ns (expected: >= 0, > 0)"
                .formatted(firstSlot, intervalNanos));
      }
    }
  }

  private final List<Session> sessions = new ArrayList<>();

  /// Adds a session; its slots follow those of the sessions before.
  public synchronized void add(Session session) {
    if (!sessions.isEmpty() && session.firstSlot() < sessions.getLast().firstSlot()) {
      throw new IllegalArgumentException(session + " begins before " + sessions.getLast());
    }
    sessions.add(session);
  }

  /// When a slot is due, in nanoseconds since 1970.
  public synchronized long nanosOf(long slot) {
    Session session = sessions.getFirst();
    for (Session later : sessions) {
      if (later.firstSlot() <= slot) {
        session = later;
      }
    }
    return session.startNanos() + (slot - session.firstSlot()) * session.intervalNanos();
  }

  /// The first slot of which it or a later one may be due at this time or later.
  public synchronized long firstSlotFrom(long nanos) {
    for (int i = 0; i + 1 < sessions.size(); i++) {
      Session session = sessions.get(i);
      long slot = slotIn(session, nanos);
      if (slot < sessions.get(i + 1).firstSlot()) {
        return slot;
      }
    }
    return slotIn(sessions.getLast(), nanos);
  }

  private static long slotIn(Session session, long nanos) {
    long after = Math.max(0, nanos - session.startNanos());
    return session.firstSlot() + Math.ceilDiv(after, session.intervalNanos());
  }

  /// When the first slot of all is due.
  public synchronized long startNanos() {
    return sessions.getFirst().startNanos();
  }

  /// Whether nothing was ever written.
  public synchronized boolean isEmpty() {
    return sessions.isEmpty();
  }
}
