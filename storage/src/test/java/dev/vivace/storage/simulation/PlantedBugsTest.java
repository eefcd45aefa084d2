package dev.vivace.storage.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.storage.property.Choices;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// The simulation is worth what it finds: wrong variants of the protocols, each planted alone. More
/// seeds for each: `-Dvivace.simulation.bug-seeds=`.
class PlantedBugsTest {

  private static final int SEEDS = Integer.getInteger("vivace.simulation.bug-seeds", 400);

  @Test
  void plantedBugsAreFound() {
    Map<Bug, String> found = new EnumMap<>(Bug.class);
    for (Bug bug : Bug.values()) {
      if (bug != Bug.NONE) {
        firstFailing(bug).ifPresent(failure -> found.put(bug, failure));
      }
    }
    found.forEach((bug, failure) -> System.out.println(bug + ": " + failure));
    assertThat(Arrays.stream(Bug.values()).filter(bug -> !found.containsKey(bug)))
        .as("not found within %d seeds", SEEDS)
        .containsExactly(Bug.NONE);
  }

  private static Optional<String> firstFailing(Bug bug) {
    for (int seed = 1; seed <= SEEDS; seed++) {
      try {
        Simulation.run(Choices.of(seed), bug);
      } catch (AssertionError | RuntimeException e) {
        return Optional.of("seed %d: %s".formatted(seed, e));
      }
    }
    return Optional.empty();
  }
}
