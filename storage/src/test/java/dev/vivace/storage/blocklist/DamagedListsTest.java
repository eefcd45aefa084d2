package dev.vivace.storage.blocklist;

import static dev.vivace.storage.section.SectionFixture.ACME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vivace.model.error.CorruptDataException;
import dev.vivace.model.id.TenantId;
import dev.vivace.storage.manifest.LiveBlock;
import dev.vivace.storage.manifest.Manifest;
import dev.vivace.storage.manifest.RemoveEdit;
import dev.vivace.storage.manifest.StoredManifest;
import dev.vivace.storage.object.LocalObjectStore;
import dev.vivace.storage.protocol.AppendManifest;
import dev.vivace.storage.protocol.AppendSection;
import dev.vivace.storage.protocol.Folding;
import dev.vivace.storage.protocol.FollowChain;
import dev.vivace.storage.runner.Patience;
import dev.vivace.storage.runner.StoreRunner;
import dev.vivace.storage.section.LogPartition;
import dev.vivace.storage.section.SectionFixture;
import dev.vivace.storage.source.SourceCatalog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A process that starts over files that are not what was written: it shows what it knows and says
/// of whom blocks may be missing.
class DamagedListsTest {

  private static final LogPartition WRITTEN = new LogPartition(SectionFixture.LOG, 0);
  private static final LogPartition READERS = new LogPartition(new UUID(1, 2), 0);
  private static final TenantId STRANGER = new TenantId("stranger");

  @TempDir Path folder;
  private StoreRunner runner;
  private SourceCatalog catalog;

  @BeforeEach
  void fill() {
    open();
    for (long start = 0; start < 50; start += 10) {
      runner.run(AppendSection.of(SectionFixture.section(start, start + 10, "w")));
    }
  }

  private BlockList open() {
    runner = new StoreRunner(new LocalObjectStore(folder), Patience.SHORT);
    catalog = new SourceCatalog();
    return new BlockList(runner, catalog, runner.run(new FollowChain(READERS, 0)));
  }

  private BlockList look() {
    BlockList list = open();
    list.refresh();
    return list;
  }

  private static List<String> keys(BlockList list) {
    return list.blocksSince(0).stream().map(LiveBlock::entry).map(e -> e.key()).toList();
  }

  private Path file(long start) {
    return folder.resolve(WRITTEN.sectionKey(start));
  }

  private static byte[] damage(Path file, int at) throws IOException {
    byte[] whole = Files.readAllBytes(file);
    byte[] damaged = whole.clone();
    damaged[at] ^= 4;
    Files.write(file, damaged);
    return whole;
  }

  @Test
  void eachFlippedByteOfASectionLeavesTheOthersAndIsTold() throws IOException {
    int length = (int) Files.size(file(20));
    long seed = Long.getLong("vivace.seed", System.nanoTime());
    Random random = new Random(seed);
    for (int at = random.nextInt(20); at < length; at += 1 + random.nextInt(20)) {
      byte[] whole = damage(file(20), at);
      BlockList list = look();
      String where = "seed %d, byte %d".formatted(seed, at);
      assertThat(keys(list))
          .as(where)
          .containsExactly("acme/blocks/0", "acme/blocks/10", "acme/blocks/30", "acme/blocks/40");
      assertThat(list.damagedSections()).as(where).isEqualTo(1);
      assertThat(catalog.unlistedCount(STRANGER)).as(where).isEqualTo(1);
      Files.write(file(20), whole);
    }
  }

  @Test
  void truncatedEmptyAndSwappedSectionsAreDamagedToo() throws IOException {
    byte[] first = Files.readAllBytes(file(0));
    Files.write(file(10), new byte[0]);
    Files.write(file(20), new byte[first.length]);
    Files.write(file(30), first);
    Files.delete(file(0));
    BlockList list = look();
    assertThat(list.damagedSections()).isEqualTo(4);
    assertThat(keys(list)).containsExactly("acme/blocks/40");
  }

  @Test
  void aRestoredSectionIsSeenAtTheNextLook() throws IOException {
    byte[] last = damage(file(40), 100);
    byte[] middle = damage(file(10), 100);
    BlockList list = look();
    assertThat(list.damagedSections()).isEqualTo(2);
    Files.write(file(40), last);
    list.refresh();
    assertThat(keys(list)).hasSize(4);
    Files.write(file(10), middle);
    list.refresh();
    assertThat(keys(list)).hasSize(5).doesNotHaveDuplicates();
    assertThat(catalog.blockCount()).isEqualTo(5);
    assertThat(catalog.unlistedCount(STRANGER)).isZero();
    assertThat(list.damagedSections()).isZero();
  }

  @Test
  void onlyTenantsOfWhomASectionIsNotFoldedMissSomething() throws IOException {
    runner.run(Folding.of(runner.run(new FollowChain(WRITTEN, 0)), writer()));
    damage(file(20), 100);
    BlockList list = look();
    assertThat(keys(list)).hasSize(5);
    assertThat(catalog.unlistedCount(ACME)).isZero();
    assertThat(catalog.unlistedCount(STRANGER)).isEqualTo(1);
    assertThat(list.unfolded()).isEmpty();
  }

  @Test
  void whatCannotBeFoldedIsNotDue() throws IOException {
    damage(file(0), 100);
    BlockList list = look();
    assertThat(keys(list)).hasSize(4);
    assertThat(list.unfolded()).isEmpty();
  }

  @Test
  void nothingIsAppendedToAChainOfWhichTheLastSectionIsDamaged() throws IOException {
    damage(file(40), 100);
    assertThatThrownBy(() -> SectionChain.open(runner, WRITTEN))
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContaining(WRITTEN.sectionKey(40))
        .hasMessageContaining("nothing can be written")
        .hasMessageContaining("Restore");
  }

  @Test
  void aChainWithADamagedSectionInItsMiddleGoesOnAtItsEnd() throws IOException {
    damage(file(20), 100);
    SectionChain chain = SectionChain.open(runner, WRITTEN);
    assertThat(chain.head()).isEqualTo(50);
    assertThat(chain.append(SectionFixture.section(50, 60, "w")))
        .isInstanceOf(AppendSection.Outcome.Ours.class);
    assertThat(SectionChain.open(runner, WRITTEN).head()).isEqualTo(60);
  }

  @Test
  void aDamagedManifestLeavesTheOlderOneAndItsTenantAlone() throws IOException {
    runner.run(Folding.of(runner.run(new FollowChain(WRITTEN, 0)), writer()));
    runner.run(
        AppendManifest.of(StoredManifest.none(ACME), new RemoveEdit(b -> true, 0), writer()));
    Path newest = folder.resolve(Manifest.key(ACME, 2));
    byte[] whole = damage(newest, 100);

    BlockList list = look();

    assertThat(keys(list)).hasSize(5);
    assertThat(list.damagedManifests()).isEqualTo(1);
    assertThat(list.tenants()).as("for whom house is kept").isEmpty();
    assertThat(catalog.unlistedCount(ACME)).isEqualTo(1);
    assertThat(catalog.unlistedCount(STRANGER)).isZero();

    Files.write(newest, whole);
    list.refresh();
    assertThat(keys(list)).isEmpty();
    assertThat(list.tenants()).containsExactly(ACME);
    assertThat(catalog.unlistedCount(ACME)).isZero();
  }

  private static AppendManifest.Writer writer() {
    return new AppendManifest.Writer(UUID.randomUUID(), "test");
  }
}
