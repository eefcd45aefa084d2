package dev.vivace.traceql.metrics;

import java.util.Arrays;

/// Large arrays that are used again for the next table: making them anew for each would cost more
/// than filling them. What they hold is good until the same use is asked for again. For one thread.
final class Scratch {

  /// What an array of ints is for.
  enum Use {
    ROWS,
    INTERVALS,
    KEYS,
    MORE_KEYS,
    PLACES,
    CODES,
    SLOTS,
    CELLS
  }

  private final int[][] ints = new int[Use.values().length][0];
  private double[] doubles = new double[0];

  /// An array of some length or longer, with anything in it.
  int[] ints(Use use, int length) {
    int[] known = ints[use.ordinal()];
    if (known.length < length) {
      known = new int[length];
      ints[use.ordinal()] = known;
    }
    return known;
  }

  /// An array whose first `length` numbers are 0.
  int[] zeros(Use use, int length) {
    int[] known = ints(use, length);
    Arrays.fill(known, 0, length, 0);
    return known;
  }

  /// As [#ints].
  double[] doubles(int length) {
    if (doubles.length < length) {
      doubles = new double[length];
    }
    return doubles;
  }
}
