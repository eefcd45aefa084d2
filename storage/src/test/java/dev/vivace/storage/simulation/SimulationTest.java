package dev.vivace.storage.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.storage.property.Property;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Sections, manifests, compaction and collection, with everything that can go wrong between
/// processes and a store. More seeds: `-Dvivace.simulation.seeds=`; one again:
/// `-Dvivace.simulation.seed=`.
class SimulationTest {

  private static final int SEEDS = Integer.getInteger("vivace.simulation.seeds", 2000);
  private static final String SEED = "vivace.simulation.seed";

  @Test
  void nothingAcknowledgedIsLostDoubledOrUnreadableWhateverFails() {
    Long chosen = Long.getLong(SEED);
    long first = chosen != null ? chosen : new Random().nextInt();
    Sometimes sometimes = new Sometimes();
    Property.checkInParallel(
        first,
        chosen != null ? 1 : SEEDS,
        "-D" + SEED + "=",
        choices -> sometimes.add(Simulation.run(choices, Bug.NONE)));
    System.out.println("simulation from seed " + first + ": " + sometimes);
    if (chosen == null) {
      assertThat(sometimes.never()).as("states that never came up").isEmpty();
    }
  }
}
