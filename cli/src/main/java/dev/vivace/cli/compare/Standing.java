package dev.vivace.cli.compare;

import dev.vivace.cli.content.Part;
import dev.vivace.cli.content.Plan;
import dev.vivace.cli.journal.Outcome;
import org.jspecify.annotations.Nullable;

/// What holds for some spans of a trace, by the outcomes of the requests that carried them.
public enum Standing {
  /// Acknowledged: they must be found.
  REQUIRED,
  /// Nobody knows, or they are still to come.
  ALLOWED,
  /// Every request that carried them was rejected.
  FORBIDDEN;

  /// Where outcomes are looked up; null is none yet.
  public interface Outcomes {
    @Nullable Outcome of(long n, Part part);
  }

  /// The standing of the main part, which may be sent twice.
  public static Standing ofMain(long n, Plan plan, Outcomes outcomes) {
    Outcome first = outcomes.of(n, Part.MAIN);
    return plan.has(Part.REPEAT) ? of(first, outcomes.of(n, Part.REPEAT)) : of(first, first);
  }

  /// The standing of the late part.
  public static Standing ofLate(long n, Outcomes outcomes) {
    Outcome outcome = outcomes.of(n, Part.LATE);
    return of(outcome, outcome);
  }

  private static Standing of(@Nullable Outcome one, @Nullable Outcome other) {
    if (one == Outcome.ACKNOWLEDGED || other == Outcome.ACKNOWLEDGED) {
      return REQUIRED;
    }
    boolean rejected = one == Outcome.REJECTED && other == Outcome.REJECTED;
    return rejected ? FORBIDDEN : ALLOWED;
  }
}
