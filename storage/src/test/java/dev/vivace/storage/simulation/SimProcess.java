package dev.vivace.storage.simulation;

import java.util.ArrayDeque;

/// A process: its actions run until it dies; while it is paused they wait, and all come at once
/// when it wakes, however much later. A clock of its own may be wrong.
final class SimProcess {

  final String name;
  private final VirtualTime time;
  private final long clockErrorNanos;
  private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
  private boolean isAlive = true;
  private boolean isPaused;

  SimProcess(String name, VirtualTime time, long clockErrorNanos) {
    this.name = name;
    this.time = time;
    this.clockErrorNanos = clockErrorNanos;
  }

  boolean isAlive() {
    return isAlive;
  }

  boolean isRunning() {
    return isAlive && !isPaused;
  }

  /// What the process believes the time is.
  long clockNanos() {
    return time.nowNanos() + clockErrorNanos;
  }

  void after(long delayNanos, Runnable action) {
    time.after(delayNanos, () -> run(action));
  }

  /// Runs now, when the process wakes, or never.
  void run(Runnable action) {
    if (isPaused) {
      waiting.add(action);
    } else if (isAlive) {
      action.run();
    }
  }

  void kill() {
    isAlive = false;
    isPaused = false;
    waiting.clear();
  }

  void pause(long nanos) {
    if (isPaused || !isAlive) {
      return;
    }
    isPaused = true;
    time.after(nanos, this::wake);
  }

  private void wake() {
    isPaused = false;
    while (isRunning() && !waiting.isEmpty()) {
      waiting.remove().run();
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
