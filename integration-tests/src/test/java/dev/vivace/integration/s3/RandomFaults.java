package dev.vivace.integration.s3;

import dev.vivace.integration.s3.FaultProxy.Fault;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/// A share of the requests goes wrong, each in one of the ways that can happen to it.
final class RandomFaults implements FaultProxy.Faults {

  private static final List<Fault> OF_ANY =
      List.of(Fault.ERROR, Fault.SLOW_DOWN, Fault.SKEWED, Fault.LOST_REQUEST, Fault.LATE);
  private static final List<Fault> OF_READS =
      List.of(Fault.CUT_ANSWER, Fault.SHORT_ANSWER, Fault.LOST_ANSWER);
  private static final List<Fault> OF_WRITES =
      List.of(Fault.LOST_ANSWER, Fault.WRONG_ANSWER, Fault.CONFLICT, Fault.LOST_ANSWER);

  private final Random random;
  private final AtomicInteger count = new AtomicInteger();
  private volatile int percent;

  RandomFaults(long seed) {
    random = new Random(seed);
  }

  void setPercent(int newPercent) {
    percent = newPercent;
  }

  /// How many requests went wrong.
  int count() {
    return count.get();
  }

  @Override
  public Fault of(String method, String target) {
    if (random.nextInt(100) >= percent) {
      return Fault.NONE;
    }
    count.incrementAndGet();
    return switch (method) {
      case "GET" -> target.contains("list-type=2") ? Fault.STALE_LIST : pick(OF_READS);
      case "PUT", "POST" -> pick(OF_WRITES);
      default -> OF_ANY.get(random.nextInt(OF_ANY.size()));
    };
  }

  private Fault pick(List<Fault> own) {
    int number = random.nextInt(own.size() + OF_ANY.size());
    return number < own.size() ? own.get(number) : OF_ANY.get(number - own.size());
  }
}
