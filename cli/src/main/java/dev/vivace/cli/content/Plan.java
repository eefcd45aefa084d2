package dev.vivace.cli.content;

/// What kind of trace a number stands for, and when its further parts follow.
///
/// @param lateDistance how many slots after the main part the late part is sent; 0: there is none
/// @param repeatDistance how many slots later the main part is sent again; 0: it is not
public record Plan(Shape shape, int lateDistance, int repeatDistance) {

  /// What is unusual about a trace.
  public enum Shape {
    ORDINARY,
    /// The first span names a parent that is never sent.
    WITHOUT_ROOT,
    /// Some hundred spans.
    LARGE,
    /// The root began most of an hour before it is sent.
    LONG,
    /// The sender's clock is minutes ahead.
    CLOCK_AHEAD,
    /// The sender's clock is minutes behind.
    CLOCK_BEHIND,
    /// Its span ids are zero: a server must refuse it and must not keep it.
    REFUSABLE
  }

  /// Repeats and late parts follow at once, after a moment, or when sections have been cut.
  static final int[] DISTANCES = {1, 40, 1500};

  static Plan of(long seed, long n) {
    Draws draws = new Draws(seed, n, 0);
    Shape shape = shape(draws.below(1000));
    int late = distance(draws, 20);
    int repeat = distance(draws, 5);
    return shape == Shape.REFUSABLE ? new Plan(shape, 0, 0) : new Plan(shape, late, repeat);
  }

  private static int distance(Draws draws, int percent) {
    int distance = DISTANCES[draws.below(DISTANCES.length)];
    return draws.chance(percent) ? distance : 0;
  }

  private static Shape shape(int perMille) {
    if (perMille >= 100) {
      return Shape.ORDINARY;
    }
    if (perMille >= 65) {
      return Shape.WITHOUT_ROOT;
    }
    if (perMille >= 40) {
      return Shape.CLOCK_AHEAD;
    }
    if (perMille >= 15) {
      return Shape.CLOCK_BEHIND;
    }
    if (perMille >= 5) {
      return Shape.LONG;
    }
    return perMille >= 2 ? Shape.LARGE : Shape.REFUSABLE;
  }

  /// Whether the trace has this part.
  public boolean has(Part part) {
    return switch (part) {
      case MAIN -> true;
      case LATE -> lateDistance > 0;
      case REPEAT -> repeatDistance > 0;
    };
  }

  /// The slot in which a part of the n-th trace is sent.
  public long dueSlot(long n, Part part) {
    return n + distance(part);
  }

  int distance(Part part) {
    return switch (part) {
      case MAIN -> 0;
      case LATE -> lateDistance;
      case REPEAT -> repeatDistance;
    };
  }
}
