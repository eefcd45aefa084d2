package dev.vivace.storage.protocol;

import static dev.vivace.storage.protocol.ProtocolFixture.ACME;
import static dev.vivace.storage.protocol.ProtocolFixture.LOG;
import static dev.vivace.storage.protocol.ProtocolFixture.OTHER;
import static dev.vivace.storage.protocol.ProtocolFixture.key;
import static dev.vivace.storage.protocol.ProtocolFixture.section;
import static dev.vivace.storage.protocol.ProtocolFixture.writer;
import static dev.vivace.storage.protocol.VirtualStore.HOUR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vivace.model.error.CorruptDataException;
import dev.vivace.storage.manifest.Manifest;
import dev.vivace.storage.manifest.RemoveEdit;
import dev.vivace.storage.manifest.StoredManifest;
import dev.vivace.storage.section.DamagedSection;
import dev.vivace.storage.section.SectionBlocks;
import dev.vivace.storage.section.SectionCodec;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Sections and manifests that cannot be read: what is known of the rest is used, and what they may
/// name stays.
class DamagedDocumentsTest {

  private static final byte[] GARBAGE = "what is this?".getBytes(StandardCharsets.UTF_8);
  private static final StoredManifest UNKNOWN = StoredManifest.none(ACME);

  private final ProtocolFixture fixture = new ProtocolFixture();
  private final VirtualStore store = fixture.store;

  private void damageSection(long start) {
    store.put(LOG.sectionKey(start), GARBAGE);
  }

  private static List<Long> starts(ChainReading chain) {
    return chain.sections().stream().map(SectionBlocks::start).toList();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 10, 20, 30})
  void aDamagedSectionEndsWhereTheNextOneBegins(long start) {
    fixture.appendMany(5, ACME);
    damageSection(start);
    ChainReading chain = fixture.chain();
    assertThat(starts(chain)).hasSize(4).doesNotContain(start);
    assertThat(chain.damaged()).extracting(DamagedSection::start).containsExactly(start);
    assertThat(chain.damaged().getFirst().end()).isEqualTo(start + 10);
    assertThat(chain.isHeadKnown()).isTrue();
    assertThat(chain.last().orElseThrow().end()).isEqualTo(50);
  }

  @Test
  void whereTheChainGoesOnBehindADamagedLastSectionIsNotKnown() {
    fixture.appendMany(3, ACME);
    damageSection(20);
    ChainReading chain = fixture.chain();
    assertThat(starts(chain)).containsExactly(0L, 10L);
    assertThat(chain.isHeadKnown()).isFalse();
    assertThat(chain.damaged().getLast().isEndKnown()).isFalse();
  }

  @Test
  void aSectionThatIsGoneIsDamagedIfOthersFollow() {
    fixture.appendMany(3, ACME);
    store.remove(LOG.sectionKey(10));
    ChainReading chain = fixture.chain();
    assertThat(starts(chain)).containsExactly(0L, 20L);
    assertThat(chain.damaged()).extracting(DamagedSection::start).containsExactly(10L);
  }

  @ParameterizedTest
  @EnumSource
  void faultsOfTheStoreDoNotHideTheRest(VirtualStore.Fault fault) {
    fixture.appendMany(4, ACME);
    damageSection(10);
    damageSection(20);
    for (int call = 0; call < 12; call++) {
      ChainReading chain = store.run(new FollowChain(LOG, 0), call, fault);
      assertThat(starts(chain)).containsExactly(0L, 30L);
      assertThat(chain.damaged()).extracting(DamagedSection::end).containsExactly(20L, 30L);
    }
  }

  @Test
  void nothingIsFoldedOrCollectedFromADamagedSectionOn() {
    fixture.appendMany(6, ACME, OTHER);
    damageSection(20);
    fixture.fold();
    assertThat(fixture.collectSections()).isEqualTo(20);
    store.advance(48 * HOUR);
    assertThat(fixture.collectSections()).isEqualTo(20);

    assertThat(store.keys("=log/")).contains(LOG.sectionKey(20), LOG.sectionKey(30));
    assertThat(fixture.manifest(ACME).state().foldedTo(LOG)).isEqualTo(20);
    assertThat(fixture.visible(ACME)).hasSize(5).doesNotContain(key(ACME, 20));
  }

  @Test
  void whatIsFoldedAlreadyIsNotMissedAndLaterSectionsAreFolded() {
    fixture.appendMany(3, ACME);
    fixture.fold();
    fixture.append(30, 40, ACME);
    damageSection(10);
    fixture.fold();
    assertThat(fixture.manifest(ACME).state().foldedTo(LOG)).isEqualTo(40);
    assertThat(fixture.visible(ACME)).hasSize(4).doesNotHaveDuplicates();
    assertThat(fixture.collectSections()).as("other tenants may need it").isEqualTo(10);
  }

  @Test
  void aRestoredSectionIsFoldedWithTheRest() {
    fixture.appendMany(3, ACME);
    damageSection(10);
    fixture.fold();
    store.put(LOG.sectionKey(10), SectionCodec.encode(section(10, 20, ACME)));
    fixture.fold();
    assertThat(fixture.visible(ACME)).hasSize(3).doesNotHaveDuplicates();
    assertThat(fixture.manifest(ACME).state().foldedTo(LOG)).isEqualTo(30);
  }

  @Test
  void blocksThatADamagedSectionMayNameAreNoOrphans() {
    fixture.appendMany(10, ACME);
    damageSection(30);
    fixture.fold();
    store.advance(48 * HOUR);
    Orphans.Suspect suspect = new Orphans.Suspect(key(ACME, 30), 100, LOG, 30);
    assertThat(store.run(Orphans.collect(ACME, List.of(suspect), 10)).orphans()).isEmpty();
    assertThat(store.keys("acme/blocks/")).contains(key(ACME, 30));
  }

  private long damageNewestManifest() {
    fixture.appendMany(10, ACME);
    fixture.fold();
    store.run(AppendManifest.of(UNKNOWN, new RemoveEdit(block -> true, 0), writer()));
    long newest = fixture.manifest(ACME).sequence();
    store.put(Manifest.key(ACME, newest), GARBAGE);
    return newest;
  }

  @Test
  void readersFollowAnOlderManifestIfTheNewestIsDamaged() {
    long newest = damageNewestManifest();
    FollowManifest.Newest found = store.run(FollowManifest.readable(UNKNOWN));
    assertThat(found.damaged()).containsExactly(newest);
    assertThat(found.manifest().sequence()).isEqualTo(newest - 1);
    assertThat(found.manifest().state().live()).hasSize(10);
    assertThat(store.run(FollowManifest.readable(found.manifest()))).isEqualTo(found);
  }

  @Test
  void readersDoNotFollowAManifestBelowTheFloor() {
    long newest = damageNewestManifest();
    store.run(Floors.raise(Manifest.prefix(ACME), newest));
    FollowManifest.Newest found = store.run(FollowManifest.readable(UNKNOWN));
    assertThat(found.manifest()).isEqualTo(UNKNOWN);
    assertThat(found.damaged()).containsExactly(newest);
  }

  @Test
  void noVersionIsMadeAndNothingIsDeletedBehindADamagedManifest() {
    damageNewestManifest();
    store.advance(48 * HOUR);
    List<String> before = store.keys("");
    assertThatThrownBy(() -> fixture.fold()).isInstanceOf(CorruptDataException.class);
    assertThatThrownBy(() -> store.run(Retention.of(UNKNOWN, 1, 0, writer())))
        .isInstanceOf(CorruptDataException.class);
    assertThatThrownBy(() -> store.run(Deletion.of(UNKNOWN, 10, writer())))
        .isInstanceOf(CorruptDataException.class);
    assertThatThrownBy(() -> store.run(Collection.ofManifests(UNKNOWN, 0)))
        .isInstanceOf(CorruptDataException.class);
    assertThatThrownBy(() -> store.run(Orphans.find(UNKNOWN, 0)))
        .isInstanceOf(CorruptDataException.class);
    fixture.collectSections();
    assertThat(store.keys("")).isEqualTo(before);
  }
}
