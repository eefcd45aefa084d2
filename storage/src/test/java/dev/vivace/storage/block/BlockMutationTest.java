package dev.vivace.storage.block;

import dev.vivace.model.fuzz.Mutations;
import org.junit.jupiter.api.Test;

class BlockMutationTest {

  @Test
  void anyBlockIsReadOrRefused() {
    Mutations.run("block", BlockFuzz.blockSeeds(), BlockFuzz::block);
  }

  @Test
  void anyFooterIsReadOrRefused() {
    Mutations.run("block footer", BlockFuzz.footerSeeds(), BlockFuzz::footer);
  }

  @Test
  void anyDirectoryIsReadOrRefused() {
    Mutations.run("block directory", BlockFuzz.directorySeeds(), BlockFuzz::directory);
  }
}
