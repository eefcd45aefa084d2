package dev.vivace.storage.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.storage.property.Choices;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The simulation is worth what it finds: wrong variants of the protocols, each planted alone. More
/// seeds for each: `-Dvivace.simulation.bug-seeds=`.
class PlantedBugsTest {

  private static final int SEEDS = Integer.getInteger("vivace.simulation.bug-seeds", 400);

  @Test
  void plantedBugsAreFound() {
    Map<Bug, Integer> found = new EnumMap<>(Bug.class);
    for (Bug bug : Bug.values()) {
      int seed = bug == Bug.NONE ? 0 : firstFailing(bug);
      if (seed > 0) {
        found.put(bug, seed);
      }
    }
    System.out.println("planted bugs and how many seeds they took: " + found);
    assertThat(Arrays.stream(Bug.values()).filter(bug -> !found.containsKey(bug)))
        .as("not found within %d seeds", SEEDS)
        .containsExactly(Bug.NONE);
  }

  private static int firstFailing(Bug bug) {
    for (int seed = 1; seed <= SEEDS; seed++) {
      try {
        Simulation.run(Choices.of(seed), bug);
      } catch (AssertionError | RuntimeException e) {
        return seed;
      }
    }
    return 0;
  }
}
