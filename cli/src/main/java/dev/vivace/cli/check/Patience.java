package dev.vivace.cli.check;

import dev.vivace.cli.compare.Fault;
import dev.vivace.cli.compare.FaultClass;
import dev.vivace.cli.lifecycle.Stop;
import dev.vivace.cli.wire.UnansweredException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Asks a question until its answer can be judged: again while the server does not answer, and
/// again while something is absent, which may come late.
public final class Patience {
  private static final Duration PAUSE = Duration.ofMillis(250);

  private final Duration answerWithin;
  private final Duration appearWithin;
  private final Stop stop;

  /// @param answerWithin how long a server may be away
  /// @param appearWithin how late something may come and be stale; later it is lost
  public Patience(Duration answerWithin, Duration appearWithin, Stop stop) {
    this.answerWithin = answerWithin;
    this.appearWithin = appearWithin;
    this.stop = stop;
  }

  /// Returns what is wrong in the end. What was absent at first and came later is stale.
  List<Fault> settle(Question question) throws UnansweredException {
    List<Fault> first = askUntilAnswered(question);
    if (!anyLost(first)) {
      return first;
    }
    long began = System.nanoTime();
    List<Fault> last = first;
    while (anyLost(last) && since(began).compareTo(appearWithin) < 0) {
      pause();
      last = askUntilAnswered(question);
    }
    if (anyLost(last)) {
      return last;
    }
    List<Fault> all = new ArrayList<>(last);
    String after = "there after further %d ms: ".formatted(since(began).toMillis());
    for (Fault fault : first) {
      if (fault.faultClass() == FaultClass.LOST) {
        all.add(new Fault(FaultClass.STALE, after + fault.detail()));
      }
    }
    return all;
  }

  private List<Fault> askUntilAnswered(Question question) throws UnansweredException {
    long began = System.nanoTime();
    while (true) {
      try {
        return question.ask();
      } catch (UnansweredException e) {
        if (since(began).compareTo(answerWithin) > 0) {
          throw e;
        }
        pause();
      }
    }
  }

  private void pause() throws UnansweredException {
    if (stop.await(PAUSE)) {
      throw new UnansweredException("the audit was ended before this was settled");
    }
  }

  private static Duration since(long began) {
    return Duration.ofNanos(System.nanoTime() - began);
  }

  private static boolean anyLost(List<Fault> faults) {
    return faults.stream().anyMatch(fault -> fault.faultClass() == FaultClass.LOST);
  }
}
