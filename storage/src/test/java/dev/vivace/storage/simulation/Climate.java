package dev.vivace.storage.simulation;

import dev.vivace.storage.property.Choices;

/// How a run differs from others: what is frequent in one hardly happens in the next, so that
/// states come up together that would not under an average of everything.
///
/// @param retentionNanos after which spans may go
/// @param earlyCutInverse one of so many records finds the memory short; 0: none
/// @param carriesLittleInverse one of so many cuts carries nothing; 0: none
/// @param strikeInverse at one of so many steps a process ends or sleeps; 0: never
/// @param compactorMinutes a compactor pauses up to so long between two jobs
/// @param querierMinutes a querier between two queries
/// @param appendMinutes how long the longest gaps between records are
/// @param appends how many records come
record Climate(
    long retentionNanos,
    int earlyCutInverse,
    int carriesLittleInverse,
    int strikeInverse,
    int compactorMinutes,
    int querierMinutes,
    int appendMinutes,
    int appends) {

  private static final int EAGER_JOBS = 30;
  private static final int TIRED_MINUTES = 900;

  static Climate choose(Choices choices) {
    return new Climate(
        pick(choices, 300, 300, 30) * Times.HOUR,
        pick(choices, 0, 60, 10),
        pick(choices, 0, 4, 2),
        pick(choices, 0, 40, 120, 15),
        pick(choices, 180, 10, 1500),
        pick(choices, 60, 10, 600),
        pick(choices, 300, 30, 1500),
        choices.between(10, 80));
  }

  /// How long a process pauses that has done so many jobs: the eager ones tire, so that a run of
  /// several days ends.
  static long pause(Choices choices, int minutes, int jobs) {
    return choices.between(1, jobs < EAGER_JOBS ? minutes : Math.max(minutes, TIRED_MINUTES))
        * Times.MINUTE;
  }

  private static int pick(Choices choices, int... values) {
    return values[choices.below(values.length)];
  }
}
