package dev.vivace.storage.property;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/// A statement about random cases. Seeds count up from the first; a case that fails is made
/// smaller, and the smallest one is thrown with the seed that found it.
public final class Property {

  private static final int MAX_SHRINKS = 400;
  private static final long MAX_SHRINK_NANOS = TimeUnit.SECONDS.toNanos(20);
  private static final int MAX_SHOWN = 60;

  private Property() {}

  /// One case; throws what its checks throw.
  @FunctionalInterface
  public interface Case {

    void run(Choices choices) throws Exception;
  }

  /// Runs so many cases.
  ///
  /// @param replay how to run a seed again: what stands before the number
  public static void check(long firstSeed, long cases, String replay, Case property) {
    for (long seed = firstSeed; seed < firstSeed + cases; seed++) {
      check(seed, replay, property);
    }
  }

  /// Runs so many cases on all processors.
  public static void checkInParallel(long firstSeed, long cases, String replay, Case property) {
    LongStream.range(firstSeed, firstSeed + cases)
        .parallel()
        .forEach(seed -> check(seed, replay, property));
  }

  /// Runs one case.
  public static void check(long seed, String replay, Case property) {
    Choices choices = Choices.of(seed);
    Throwable failure = run(property, choices);
    if (failure != null) {
      throw shrunk(seed, replay, property, choices.drawn(), failure);
    }
  }

  private static AssertionError shrunk(
      long seed, String replay, Case property, int[] drawn, Throwable failure) {
    long deadline = System.nanoTime() + MAX_SHRINK_NANOS;
    Shrinker shrinker =
        new Shrinker(
            given -> System.nanoTime() > deadline ? null : drawnIfFailing(property, given),
            drawn,
            MAX_SHRINKS);
    int[] smallest = shrinker.shrink();
    Throwable smallestFailure = run(property, Choices.playing(smallest));
    return new AssertionError(
        "%s%d fails; of its %d choices %d are enough, %s: %s"
            .formatted(
                replay,
                seed,
                drawn.length,
                smallest.length,
                smallest.length > MAX_SHOWN ? "many" : Arrays.toString(smallest),
                smallestFailure == null ? failure : smallestFailure),
        smallestFailure == null ? failure : smallestFailure);
  }

  private static int @Nullable [] drawnIfFailing(Case property, int[] given) {
    Choices choices = Choices.playing(given);
    return run(property, choices) == null ? null : choices.drawn();
  }

  private static @Nullable Throwable run(Case property, Choices choices) {
    try {
      property.run(choices);
      return null;
    } catch (Exception | AssertionError e) {
      return e;
    }
  }
}
