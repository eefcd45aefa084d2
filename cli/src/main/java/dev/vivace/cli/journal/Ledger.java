package dev.vivace.cli.journal;

import dev.vivace.cli.content.Part;
import dev.vivace.cli.content.Schedule;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The outcomes of a journal in memory, a byte a trace. Safe for use by several threads.
public final class Ledger {
  /// More traces than one journal may hold: their outcomes take a byte each.
  public static final int MAX_TRACES = 50_000_000;

  private static final int BITS = 2; // 0: no line, else 1 + the outcome's number
  private static final int MASK = (1 << BITS) - 1;
  private static final Outcome[] OUTCOMES = Outcome.values();

  private final Schedule schedule = new Schedule();
  private byte[] states = new byte[1024];
  private long reserved;
  private long acknowledged;
  private long rejected;
  private long unknown;

  /// When the slots are due.
  public Schedule schedule() {
    return schedule;
  }

  /// Slots from this one on were not sent when the journal was read.
  public synchronized long reserved() {
    return reserved;
  }

  /// Notes that slots below this one may be sent.
  public synchronized void reserve(long slot) {
    if (slot > MAX_TRACES) {
      throw new JournalException(
          "slot %,d: a journal holds at most %,d traces. Begin another one."
              .formatted(slot, MAX_TRACES));
    }
    reserved = Math.max(reserved, slot);
    if (reserved > states.length) {
      long doubled = Math.min(MAX_TRACES, 2L * states.length);
      states = Arrays.copyOf(states, (int) Math.max(reserved, doubled));
    }
  }

  /// Notes that of the reserved slots those from this one on were not sent, and will not be before
  /// they are reserved again.
  public synchronized void end(long slot) {
    reserved = slot;
  }

  /// Notes what became of a request. Its slot has been reserved.
  public synchronized void record(long n, Part part, Outcome outcome) {
    if (n < 0 || n >= reserved) {
      throw new JournalException(
          "an outcome of trace %d, of which nothing was reserved (slots below %d were)"
              .formatted(n, reserved));
    }
    int shift = part.ordinal() * BITS;
    int others = states[(int) n] & ~(MASK << shift);
    states[(int) n] = (byte) (others | ((outcome.ordinal() + 1) << shift));
    switch (outcome) {
      case ACKNOWLEDGED -> acknowledged++;
      case REJECTED -> rejected++;
      case UNKNOWN -> unknown++;
    }
  }

  /// What is known of a request; null if nothing is.
  public synchronized @Nullable Outcome outcome(long n, Part part) {
    return n < reserved ? outcome(states[(int) n], part) : null;
  }

  private static @Nullable Outcome outcome(byte states, Part part) {
    int state = (states >> (part.ordinal() * BITS)) & MASK;
    return state == 0 ? null : OUTCOMES[state - 1];
  }

  /// How many requests ended so.
  public synchronized long count(Outcome outcome) {
    return switch (outcome) {
      case ACKNOWLEDGED -> acknowledged;
      case REJECTED -> rejected;
      case UNKNOWN -> unknown;
    };
  }

  /// What is known now, which later entries do not change. The schedule is shared.
  public synchronized Snapshot snapshot() {
    return new Snapshot(Arrays.copyOf(states, (int) reserved));
  }

  /// The outcomes at one moment.
  public static final class Snapshot {
    private final byte[] states;

    private Snapshot(byte[] states) {
      this.states = states;
    }

    /// As [Ledger#outcome].
    public @Nullable Outcome outcome(long n, Part part) {
      return n < states.length ? Ledger.outcome(states[(int) n], part) : null;
    }

    /// As [Ledger#reserved].
    public long reserved() {
      return states.length;
    }
  }
}
