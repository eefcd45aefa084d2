package dev.vivace.storage.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.storage.property.Choices;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import org.junit.jupiter.api.Test;

/// The simulation is worth what it finds: wrong variants of the protocols, each planted alone. Of
/// those that need a rare coincidence the short run finds few;
/// `-Dvivace.simulation.bug-seeds=10000` is the full test.
class PlantedBugsTest {

  private static final int SEEDS = Integer.getInteger("vivace.simulation.bug-seeds", 200);
  private static final int FULL_SEEDS = 10_000;

  @Test
  void plantedBugsAreFound() {
    List<Bug> planted = Arrays.stream(Bug.values()).filter(bug -> bug != Bug.NONE).toList();
    Map<Bug, String> found = new ConcurrentSkipListMap<>();
    planted.parallelStream()
        .forEach(bug -> firstFailure(bug).ifPresent(failure -> found.put(bug, failure)));
    found.forEach((bug, failure) -> System.out.println(bug + ": " + failure));
    int expected = SEEDS >= FULL_SEEDS ? planted.size() * 19 / 20 : 19;
    assertThat(found)
        .as("of %s, within %d seeds each", planted, SEEDS)
        .hasSizeGreaterThanOrEqualTo(expected);
  }

  private static Optional<String> firstFailure(Bug bug) {
    for (int seed = 1; seed <= SEEDS; seed++) {
      try {
        Simulation.run(Choices.of(seed), bug);
      } catch (AssertionError | RuntimeException e) {
        return Optional.of("seed %d: %s".formatted(seed, e.getMessage()));
      }
    }
    return Optional.empty();
  }
}
