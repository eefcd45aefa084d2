package dev.vivace.storage.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.model.id.TenantId;
import dev.vivace.storage.head.HeadMemory;
import dev.vivace.storage.head.LiveHead;
import dev.vivace.storage.section.BlockEntry;
import java.util.List;
import org.junit.jupiter.api.Test;

class SourceCatalogTest {

  private static final TenantId TENANT = TenantId.SINGLE;

  private final HeadMemory memory = new HeadMemory(1 << 20);
  private final SourceCatalog catalog = new SourceCatalog();

  @Test
  void aHeadIsSwappedForItsBlockInOneStep() {
    PinnedHead head = catalog.addHead(TENANT, new LiveHead(memory));
    catalog.replaceHead(TENANT, head, List.of(block("b")));

    catalog.read(
        TENANT,
        sources -> {
          assertThat(sources.heads()).isEmpty();
          assertThat(sources.blocks()).extracting(BlockEntry::key).containsExactly("b");
          return 0;
        });
    assertThat(memory.usedBytes()).isZero();
  }

  @Test
  void aHeadKeepsItsMemoryUntilTheLastReaderIsDone() {
    PinnedHead head = catalog.addHead(TENANT, new LiveHead(memory));
    catalog.read(
        TENANT,
        outer ->
            catalog.read(
                TENANT,
                inner -> {
                  catalog.replaceHead(TENANT, head, List.of(block("b")));
                  assertThat(memory.usedBytes()).isPositive();
                  assertThat(outer.blocks()).isEmpty();
                  assertThat(inner.heads()).hasSize(1);
                  return 0;
                }));

    assertThat(memory.usedBytes()).isZero();
  }

  @Test
  void carriedTracesAreReadInTheNewerHead() {
    PinnedHead older = catalog.addHead(TENANT, new LiveHead(memory));
    boolean[] carriedOn = {true, false};
    PinnedHead newer = catalog.carryOn(TENANT, older, carriedOn, new LiveHead(memory));

    catalog.read(
        TENANT,
        sources -> {
          assertThat(sources.heads())
              .containsExactly(new HeadSource(older, carriedOn), new HeadSource(newer));
          return 0;
        });
    catalog.replaceHead(TENANT, older, List.of(block("b")));
    catalog.read(
        TENANT,
        sources -> {
          assertThat(sources.heads()).containsExactly(new HeadSource(newer));
          return 0;
        });
  }

  @Test
  void aTenantWithoutSourcesIsForgotten() {
    PinnedHead head = catalog.addHead(TENANT, new LiveHead(memory));
    catalog.changeBlocks(new TenantId("other"), List.of(), List.of(block("a"), block("b")));
    catalog.replaceHead(TENANT, head, List.of());

    assertThat(catalog.blockCount()).isEqualTo(2);
    assertThat(catalog.<Boolean>read(TENANT, sources -> sources.isEmpty())).isTrue();
  }

  private static BlockEntry block(String key) {
    return new BlockEntry(TENANT, key, 0, 1, "", 1, 1, 0, 0, 0, 0, 0);
  }
}
