package dev.vivace.storage.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.storage.property.Property;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Sections, manifests, compaction and collection, with everything that can go wrong between
/// processes and a store: seeds from 1 on, in which all rare states must come up, and some that
/// nobody has run yet. More seeds: `-Dvivace.simulation.seeds=`; one again:
/// `-Dvivace.simulation.seed=`.
class SimulationTest {

  private static final int SEEDS = Integer.getInteger("vivace.simulation.seeds", 2000);
  private static final int NEW_SEEDS = 300;
  private static final String SEED = "vivace.simulation.seed";
  private static final Long CHOSEN = Long.getLong(SEED);

  @Test
  void nothingAcknowledgedIsLostDoubledOrUnreadableWhateverFails() {
    Sometimes sometimes = run(CHOSEN != null ? CHOSEN : 1, CHOSEN != null ? 1 : SEEDS);
    if (CHOSEN == null) {
      assertThat(sometimes.never()).as("states that never came up").isEmpty();
    }
  }

  @Test
  void norIsItWithSeedsThatNobodyHasRunYet() {
    run(new Random().nextInt(), CHOSEN != null ? 0 : NEW_SEEDS);
  }

  private static Sometimes run(long first, long seeds) {
    Sometimes sometimes = new Sometimes();
    Property.checkInParallel(
        first,
        seeds,
        "-D" + SEED + "=",
        choices -> sometimes.add(Simulation.run(choices, Bug.NONE)));
    System.out.println(seeds + " simulations from seed " + first + ": " + sometimes);
    return sometimes;
  }
}
