package dev.vivace.storage.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.model.id.TenantId;
import dev.vivace.storage.block.MemoryObjectStore;
import dev.vivace.storage.section.BlockEntry;
import dev.vivace.traceql.engine.QueryGuard;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import org.junit.jupiter.api.Test;

class NearestBlocksTest {

  // From 0 to 10, 20 to 30, and so on; the last one where a signed number would be negative.
  private static final List<BlockEntry> BLOCKS =
      List.of(block(0), block(20), block(40), block(60), block(-100));

  @Test
  void blocksNearInTimeComeBeforeThoseFurtherAway() {
    assertThat(starts(41, 42, 1)).containsExactly(40L);
    assertThat(starts(25, 45, 2)).containsExactlyInAnyOrder(20L, 40L);
    assertThat(starts(52, 53, 3)).containsExactlyInAnyOrder(20L, 40L, 60L);
    assertThat(starts(0, 1, 2)).containsExactlyInAnyOrder(0L, 20L);
    assertThat(starts(-200, -150, 1)).containsExactly(-100L);
  }

  @Test
  void ifTheyAreFewEnoughAllAreAsked() {
    assertThat(starts(0, 1, 5)).containsExactly(0L, 20L, 40L, 60L, -100L);
  }

  private static List<Long> starts(long start, long end, int max) {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    BlockCache cache = new BlockCache(new MemoryObjectStore(), 1, registry);
    return new TenantBlocks(TenantId.SINGLE, BLOCKS, cache, QueryGuard.NONE)
        .nearest(start, end, max).stream().map(BlockEntry::minTraceStartNanos).toList();
  }

  private static BlockEntry block(long start) {
    return new BlockEntry(
        TenantId.SINGLE, "at " + start, 0, 1, "", 1, 1, start, start, start + 10, start, start);
  }
}
