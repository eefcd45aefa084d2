package dev.vivace.storage.log;

import dev.vivace.model.fuzz.Mutations;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogMutationTest {

  @TempDir(factory = MemoryFolders.class)
  Path folder;

  @Test
  void anySegmentIsReplayed() {
    Mutations.run("log segment", LogFuzz.segmentSeeds(), new LogFuzz(folder)::segment);
  }

  @Test
  void anyRecordsAreReadOrPassedOver() {
    Mutations.run("log records", LogFuzz.recordSeeds(), LogFuzz::records);
  }
}
