package dev.vivace.storage.simulation;

import static dev.vivace.storage.simulation.Times.HOUR;
import static dev.vivace.storage.simulation.Times.MILLISECOND;
import static dev.vivace.storage.simulation.Times.MINUTE;
import static dev.vivace.storage.simulation.Times.SECOND;

import dev.vivace.storage.property.Choices;

/// One run: records come, processes end and sleep, the store fails; then all is calm, and what was
/// ever acknowledged must come to be in blocks; then every call that was still under way arrives.
final class Simulation {

  private static final int COMPACTORS = 2;
  private static final int QUERIERS = 2;
  private static final long MAX_CALM_NANOS = 6 * HOUR;
  private static final long MAX_STEPS = 50_000;

  private final World world;
  private final Choices choices;
  private int appendsLeft;
  private int nextTrace;

  private Simulation(Choices choices, Bug bug) {
    this.choices = choices;
    this.world = new World(choices, bug);
    this.appendsLeft = world.climate().appends();
  }

  /// Runs and checks everything; throws a [SimulationFailure], or whatever a protocol throws.
  ///
  /// @return the rare states that came up
  static Sometimes run(Choices choices, Bug bug) {
    return new Simulation(choices, bug).run();
  }

  private Sometimes run() {
    world.startIngester();
    for (int i = 0; i < COMPACTORS; i++) {
      world.startCompactor();
    }
    for (int i = 0; i < QUERIERS; i++) {
      world.startQuerier();
    }
    append();
    changeWeather();
    while (appendsLeft > 0) {
      step();
    }
    comeToRest();
    letLateCallsArrive();
    return world.sometimes();
  }

  private void step() {
    if (!world.time().step()) {
      throw new IllegalStateException("nothing is left to be done");
    }
    if (world.time().steps() > MAX_STEPS) {
      throw new SimulationFailure("it does not end within %d steps".formatted(MAX_STEPS));
    }
  }

  private void append() {
    if (appendsLeft == 0) {
      return;
    }
    appendsLeft--;
    int tenant = choices.below(5) == 4 ? 1 : 0;
    nextTrace += choices.below(3) == 2 ? 1 : 0;
    world.append(tenant, Math.max(0, nextTrace - choices.below(3)));
    world.time().after(gap(), this::append);
  }

  private long gap() {
    return switch (choices.below(20)) {
      case 19 -> choices.between(1, world.climate().appendMinutes()) * MINUTE;
      case 17, 18 -> choices.between(1, 20) * MINUTE;
      case 13, 14, 15, 16 -> choices.between(1, 60) * SECOND;
      default -> choices.between(1, 2000) * MILLISECOND;
    };
  }

  /// The store is well, poor or bad for some time.
  private void changeWeather() {
    if (world.isCalm()) {
      return;
    }
    world
        .store()
        .failOneOf(
            switch (choices.below(4)) {
              case 1 -> 20;
              case 2 -> 7;
              case 3 -> 3;
              default -> 0;
            });
    world.time().after(choices.between(1, 240) * MINUTE, this::changeWeather);
  }

  /// Without faults everything is written, and found in blocks.
  private void comeToRest() {
    world.calmDown();
    world.ensureIngester();
    long deadline = world.time().nowNanos() + MAX_CALM_NANOS;
    while (!isAtRest()) {
      if (world.time().nowNanos() > deadline) {
        throw new SimulationFailure(
            "after %d hours without faults the chain ends at %d and the log at %d"
                .formatted(MAX_CALM_NANOS / HOUR, world.checker().end(), world.log().end()));
      }
      step();
    }
    world.checker().checkAll();
  }

  /// Whether nothing but markers is outside of blocks.
  private boolean isAtRest() {
    var last = world.checker().last();
    if (last == null || !last.carried().isEmpty()) {
      return false;
    }
    for (long offset = last.end(); offset < world.log().end(); offset++) {
      if (!world.log().everRead(offset).isMarker()) {
        return false;
      }
    }
    return true;
  }

  /// Calls of processes that are gone may have their effect days later.
  private void letLateCallsArrive() {
    world.killAll();
    while (world.time().step()) {}
    world.checker().checkAll();
  }
}
