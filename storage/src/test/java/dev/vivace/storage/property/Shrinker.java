package dev.vivace.storage.property;

import java.util.Arrays;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Makes a list of choices smaller as long as it fails: shorter first, then smaller numbers.
final class Shrinker {

  private final Function<int[], int @Nullable []> run;
  private int[] best;
  private int runsLeft;

  /// @param run runs a case on choices and returns those that it drew, or null if it did not fail
  /// @param maxRuns how much work this may be
  Shrinker(Function<int[], int @Nullable []> run, int[] failing, int maxRuns) {
    this.run = run;
    this.best = failing;
    this.runsLeft = maxRuns;
  }

  int[] shrink() {
    boolean goesOn = true;
    while (goesOn && runsLeft > 0) {
      goesOn = removeRuns();
      goesOn |= zeroRuns();
      goesOn |= lowerEach();
    }
    return best;
  }

  private boolean removeRuns() {
    boolean isSmaller = false;
    for (int length = Math.max(1, best.length / 2); length > 0; length /= 2) {
      for (int at = best.length - length; at >= 0 && runsLeft > 0; at -= length) {
        isSmaller |= attempt(without(best, Math.min(at, best.length), length));
      }
    }
    return isSmaller;
  }

  private boolean zeroRuns() {
    boolean isSmaller = false;
    for (int length = Math.max(1, best.length / 4); length > 0; length /= 4) {
      for (int at = 0; at < best.length && runsLeft > 0; at += length) {
        int[] zeroed = best.clone();
        Arrays.fill(zeroed, at, Math.min(zeroed.length, at + length), 0);
        isSmaller |= attempt(zeroed);
      }
    }
    return isSmaller;
  }

  private boolean lowerEach() {
    boolean isSmaller = false;
    for (int at = 0; at < best.length && runsLeft > 0; at++) {
      if (best[at] > 1) {
        int[] lower = best.clone();
        lower[at] /= 2;
        isSmaller |= attempt(lower);
      }
    }
    return isSmaller;
  }

  private boolean attempt(int[] candidate) {
    if (Arrays.equals(candidate, best) || runsLeft == 0) {
      return false;
    }
    runsLeft--;
    int[] drawn = run.apply(candidate);
    if (drawn == null || !isSmaller(drawn, best)) {
      return false;
    }
    best = drawn;
    return true;
  }

  private static boolean isSmaller(int[] one, int[] other) {
    return one.length != other.length ? one.length < other.length : Arrays.compare(one, other) < 0;
  }

  private static int[] without(int[] values, int from, int length) {
    int to = Math.min(values.length, from + length);
    int[] left = new int[values.length - (to - from)];
    System.arraycopy(values, 0, left, 0, from);
    System.arraycopy(values, to, left, from, values.length - to);
    return left;
  }
}
