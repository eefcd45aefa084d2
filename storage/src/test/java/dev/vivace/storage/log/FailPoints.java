package dev.vivace.storage.log;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Ends a "process" at one step of its input and output: from then on nothing that it does has an
/// effect, and nothing that it says counts. Steps are named by what is done where, and numbered by
/// name. Thread-safe.
public final class FailPoints {

  private final @Nullable String haltName;
  private final int haltNumber;
  private final Map<String, Integer> counts = new TreeMap<>(); // guarded by this
  private boolean halted; // guarded by this

  private FailPoints(@Nullable String haltName, int haltNumber) {
    this.haltName = haltName;
    this.haltNumber = haltNumber;
  }

  /// A process that goes on.
  public static FailPoints none() {
    return new FailPoints(null, 0);
  }

  /// A process that ends at the step of this name that comes as this one, the first being 1.
  public static FailPoints haltAt(String name, int number) {
    return new FailPoints(name, number);
  }

  /// Takes a step; true if the process has ended, just now or before.
  public synchronized boolean isHaltedAt(String name) {
    if (!halted) {
      int number = counts.merge(name, 1, Integer::sum);
      halted = name.equals(haltName) && number == haltNumber;
    }
    return halted;
  }

  public synchronized boolean isHalted() {
    return halted;
  }

  /// Runs this if the process has not ended: it cannot end in between.
  public synchronized void unlessHalted(Runnable action) {
    if (!halted) {
      action.run();
    }
  }

  /// How often each step was taken.
  public synchronized Map<String, Integer> counts() {
    return new TreeMap<>(counts);
  }
}
