package dev.vivace.storage.protocol;

import static dev.vivace.storage.protocol.ProtocolFixture.ACME;
import static dev.vivace.storage.protocol.ProtocolFixture.LOG;
import static dev.vivace.storage.protocol.ProtocolFixture.key;
import static dev.vivace.storage.protocol.ProtocolFixture.section;
import static dev.vivace.storage.protocol.ProtocolFixture.writer;
import static dev.vivace.storage.protocol.VirtualStore.HOUR;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.storage.manifest.AnnounceEdit;
import dev.vivace.storage.manifest.RemoveEdit;
import dev.vivace.storage.manifest.StoredManifest;
import dev.vivace.storage.object.ListedObject;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class OrphansTest {

  private static final StoredManifest UNKNOWN = StoredManifest.none(ACME);
  private static final String ORPHAN = "acme/blocks/orphan";

  private final ProtocolFixture fixture = new ProtocolFixture().appendMany(10, ACME);
  private final VirtualStore store = fixture.store;

  private Orphans.Suspects find() {
    return store.run(Orphans.find(UNKNOWN, 24 * HOUR));
  }

  private Orphans.Collected collect(long sectionStart) {
    Orphans.Suspects suspects = find();
    return store.run(
        Orphans.collect(
            ACME,
            suspects.objects().stream().map(object -> suspect(object, sectionStart)).toList(),
            suspects.blocks()));
  }

  private static Orphans.Suspect suspect(ListedObject object, long sectionStart) {
    return new Orphans.Suspect(object.key(), object.bytes(), LOG, sectionStart);
  }

  private void putOrphan() {
    fixture.fold();
    store.put(ORPHAN, new byte[50]);
    store.advance(24 * HOUR);
  }

  @Test
  void aBlockWhoseSectionWasCommittedWithoutItIsAnOrphan() {
    putOrphan();
    assertThat(collect(30).orphans()).extracting(Orphans.Suspect::key).containsExactly(ORPHAN);
    assertThat(store.keys("acme/blocks/")).hasSize(10).doesNotContain(ORPHAN);
  }

  @Test
  void aBlockWhoseSectionWasCollectedIsAnOrphanIfNoManifestHasIt() {
    putOrphan();
    fixture.collectSections();
    assertThat(collect(30).orphans()).hasSize(1);
  }

  /// A process that comes back after a weekend goes on with the blocks it had stored.
  @Test
  void aBlockWhoseSectionCanStillBeCommittedStays() {
    putOrphan();
    assertThat(collect(100).orphans()).isEmpty();
    assertThat(store.keys("acme/blocks/")).contains(ORPHAN);
  }

  @Test
  void aYoungBlockIsNotEvenSuspected() {
    putOrphan();
    store.put("acme/blocks/young", new byte[1]);
    store.advance(24 * HOUR - 1);
    assertThat(find().objects()).extracting(ListedObject::key).containsExactly(ORPHAN);
    assertThat(find().blocks()).isEqualTo(12);
  }

  @Test
  void blocksOfSectionsThatAreNotFoldedAreNoOrphans() {
    store.advance(24 * HOUR);
    assertThat(find().objects()).hasSize(10);
    for (long start = 0; start < 100; start += 10) {
      Orphans.Suspect suspect = new Orphans.Suspect(key(ACME, start), 100, LOG, start);
      assertThat(store.run(Orphans.collect(ACME, List.of(suspect), 10)).orphans()).isEmpty();
    }
  }

  @Test
  void whatAnOlderVersionNamesStays() {
    fixture.fold();
    store.run(AppendManifest.of(UNKNOWN, new RemoveEdit(block -> true, 0), writer()));
    store.run(Deletion.of(UNKNOWN, 100, writer()));
    store.put(key(ACME, 20), new byte[100]); // Made again by a writer that slept.
    store.advance(24 * HOUR);
    for (int i = 0; i < 10; i++) {
      store.put("acme/blocks/other" + i, new byte[1]);
    }

    assertThat(collect(20).orphans()).isEmpty();

    store.run(Collection.ofManifests(UNKNOWN, HOUR));
    assertThat(collect(30).orphans())
        .extracting(Orphans.Suspect::key)
        .containsExactly(key(ACME, 20));
  }

  @Test
  void whatACompactionAnnouncedStays() {
    putOrphan();
    store.run(
        AppendManifest.of(
            UNKNOWN, new AnnounceEdit(new TreeSet<>(List.of(ORPHAN)), true), writer()));
    assertThat(find().objects()).isEmpty();
    store.run(
        AppendManifest.of(
            UNKNOWN, new AnnounceEdit(new TreeSet<>(List.of(ORPHAN)), false), writer()));
    assertThat(find().objects()).hasSize(1);
  }

  @Test
  void moreThanAFifthIsNoLitter() {
    fixture.fold();
    for (int i = 0; i < 3; i++) {
      store.put(ORPHAN + i, new byte[50]);
    }
    store.advance(24 * HOUR);

    Orphans.Collected collected = collect(30);

    assertThat(collected.orphans()).hasSize(3);
    assertThat(collected.deleted()).isFalse();
    assertThat(store.keys(ORPHAN)).hasSize(3);
  }

  @Test
  void aCommitAtAnyMomentOfACollectionKeepsItsBlocks() {
    for (int before = 0; before < 8; before++) {
      OrphansTest fresh = new OrphansTest();
      fresh.fixture.fold();
      fresh.store.put(key(ACME, 100), new byte[100]);
      fresh.store.advance(24 * HOUR);
      Orphans.Suspect suspect = new Orphans.Suspect(key(ACME, 100), 100, LOG, 100);
      fresh.store.interrupted(
          Orphans.collect(ACME, List.of(suspect), 11),
          before,
          () -> fresh.store.run(AppendSection.of(section(100, 110, ACME))));
      assertThat(fresh.store.keys(key(ACME, 100))).hasSize(1);
    }
  }
}
