package dev.vivace.storage.property;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/// The numbers that a random case draws, in order. They come from a seed, or from a list that is
/// played back; behind its end every number is 0. So 0 should stand for the simplest: nothing
/// fails, nothing waits, the list is empty.
public final class Choices {

  private static final int MAX_DRAWN = 4_000_000;

  private final RandomGenerator generator;
  private int[] drawn;
  private int position;
  private final int played; // of so many the values are given

  private Choices(RandomGenerator generator, int[] given, int played) {
    this.generator = generator;
    this.drawn = given;
    this.played = played;
  }

  /// Numbers that follow from a seed.
  public static Choices of(long seed) {
    return new Choices(new SplittableRandom(seed), new int[256], 0);
  }

  /// The given numbers, then zeros.
  static Choices playing(int[] given) {
    return new Choices(() -> 0, given.clone(), given.length);
  }

  /// A number from 0 to `bound` - 1.
  public int below(int bound) {
    int value;
    if (position < played) {
      value = Math.floorMod(drawn[position], bound);
    } else {
      value = played > 0 ? 0 : generator.nextInt(bound);
    }
    if (position == MAX_DRAWN) {
      throw new IllegalStateException(
          "a case draws more than %d numbers; it does not end".formatted(MAX_DRAWN));
    }
    if (position == drawn.length) {
      drawn = Arrays.copyOf(drawn, drawn.length * 2 + 1);
    }
    drawn[position] = value;
    position++;
    return value;
  }

  /// A number from `from` to `to`, both in.
  public int between(int from, int to) {
    return from + below(to - from + 1);
  }

  /// True in one of so many cases; never for 0, "never".
  public boolean oneIn(int inverse) {
    return inverse > 0 && below(inverse) == inverse - 1;
  }

  public boolean coin() {
    return below(2) == 1;
  }

  public <T> T from(List<T> list) {
    return list.get(below(list.size()));
  }

  /// What was drawn so far.
  int[] drawn() {
    return Arrays.copyOf(drawn, position);
  }
}
