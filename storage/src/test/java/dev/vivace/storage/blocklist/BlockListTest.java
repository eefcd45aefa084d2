package dev.vivace.storage.blocklist;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.storage.block.MemoryObjectStore;
import dev.vivace.storage.manifest.LiveBlock;
import dev.vivace.storage.manifest.Manifest;
import dev.vivace.storage.manifest.RemoveEdit;
import dev.vivace.storage.manifest.StoredManifest;
import dev.vivace.storage.protocol.AppendManifest;
import dev.vivace.storage.protocol.AppendSection;
import dev.vivace.storage.protocol.Collection;
import dev.vivace.storage.protocol.Folding;
import dev.vivace.storage.protocol.FollowChain;
import dev.vivace.storage.runner.Patience;
import dev.vivace.storage.runner.StoreRunner;
import dev.vivace.storage.section.BlockEntry;
import dev.vivace.storage.section.LogPartition;
import dev.vivace.storage.section.SectionBlocks;
import dev.vivace.storage.section.SectionCommit;
import dev.vivace.storage.section.SectionFixture;
import dev.vivace.storage.source.SourceCatalog;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// One process writes the chain of the fixture, or reads what another one writes there.
class BlockListTest {

  private static final LogPartition WRITTEN = new LogPartition(SectionFixture.LOG, 0);
  private static final LogPartition READERS = new LogPartition(new UUID(1, 2), 0);

  private final MemoryObjectStore store = new MemoryObjectStore();
  private final StoreRunner runner = new StoreRunner(store, Patience.SHORT);
  private final SourceCatalog catalog = new SourceCatalog();

  private BlockList open(LogPartition own) {
    BlockList list = new BlockList(runner, catalog, runner.run(new FollowChain(own, 0)));
    list.refresh();
    return list;
  }

  private SectionCommit commit(long start) {
    SectionCommit section = SectionFixture.section(start, start + 10, "w");
    runner.run(AppendSection.of(section));
    return section;
  }

  private void fold() {
    runner.run(Folding.of(runner.run(new FollowChain(WRITTEN, 0)), writer()));
    runner.run(Collection.ofSections(WRITTEN));
  }

  private static AppendManifest.Writer writer() {
    return new AppendManifest.Writer(UUID.randomUUID(), "test");
  }

  private static List<String> keys(BlockList list) {
    return list.blocksSince(0).stream().map(LiveBlock::entry).map(BlockEntry::key).toList();
  }

  @Test
  void aReaderSeesWhatAnotherProcessWritesFoldsAndRemoves() {
    BlockList reader = open(READERS);
    commit(0);
    commit(10);
    reader.refresh();
    assertThat(keys(reader)).containsExactly("acme/blocks/0", "acme/blocks/10");
    fold();
    commit(20);
    reader.refresh();
    assertThat(keys(reader)).containsExactly("acme/blocks/0", "acme/blocks/10", "acme/blocks/20");
    assertThat(reader.unfolded()).extracting(BlockList.Unfolded::count).containsExactly(1);

    runner.run(
        AppendManifest.of(
            StoredManifest.none(SectionFixture.ACME),
            new RemoveEdit(block -> block.entry().key().endsWith("/0"), 0),
            writer()));
    reader.refresh();

    assertThat(keys(reader)).containsExactly("acme/blocks/10", "acme/blocks/20");
    assertThat(catalog.blockCount()).isEqualTo(2);
    assertThat(reader.removedBytes()).isEqualTo(1000);
    assertThat(reader.shownBytes()).isEqualTo(1010 + 1020);
  }

  @Test
  void aReaderThatSleptWhileSectionsWereCollectedMissesNothing() {
    BlockList reader = open(READERS);
    commit(0);
    reader.refresh();
    for (long start = 10; start < 100; start += 10) {
      commit(start);
      if (start % 30 == 0) {
        fold();
      }
    }
    reader.refresh();
    assertThat(keys(reader)).hasSize(10).doesNotHaveDuplicates();
    assertThat(catalog.blockCount()).isEqualTo(10);
  }

  @Test
  void aFreshProcessServesWhatIsThere() {
    for (long start = 0; start < 50; start += 10) {
      commit(start);
    }
    fold();
    commit(50);
    assertThat(keys(open(WRITTEN))).hasSize(6).doesNotHaveDuplicates();
    assertThat(catalog.blockCount()).isEqualTo(6);
  }

  @Test
  void aSectionIsNotShownBeforeItsHeadsAreSwappedAlthoughOthersFoldIt() {
    BlockList writer = open(WRITTEN);
    SectionCommit section = commit(0);
    fold();
    writer.refresh();
    assertThat(catalog.blockCount()).isZero();

    writer.sectionWritten(
        SectionBlocks.of(section),
        () -> catalog.changeBlocks(SectionFixture.ACME, List.of(), section.blocks()));
    writer.refresh();

    assertThat(catalog.blockCount()).isEqualTo(1);
    assertThat(keys(writer)).containsExactly("acme/blocks/0");
    assertThat(writer.unfolded()).isEmpty();
  }

  @Test
  void aManifestThatCannotBeReadLeavesTheListAsItWasAndIsTold() {
    commit(0);
    BlockList reader = open(READERS);
    store.put(Manifest.key(SectionFixture.ACME, 1), new byte[100]);
    store.put("=tenant/acme", new byte[0]);
    reader.refresh();
    assertThat(keys(reader)).containsExactly("acme/blocks/0");
    assertThat(catalog.unlistedCount(SectionFixture.ACME)).isEqualTo(1);
    assertThat(reader.damagedManifests()).isEqualTo(1);
  }

  @Test
  void whatNamesNoLogIsPassedOver() {
    commit(0);
    store.put("=log/old-log/0/00000000000000000000", new byte[1]);
    store.put("=log/README", new byte[1]);
    assertThat(keys(open(READERS))).containsExactly("acme/blocks/0");
  }
}
