package dev.vivace.storage.protocol;

import static dev.vivace.storage.protocol.ProtocolFixture.ACME;
import static dev.vivace.storage.protocol.ProtocolFixture.key;
import static dev.vivace.storage.protocol.ProtocolFixture.writer;
import static dev.vivace.storage.protocol.VirtualStore.HOUR;
import static dev.vivace.storage.protocol.VirtualStore.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.storage.manifest.StoredManifest;
import dev.vivace.storage.manifest.Tombstone;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Retention and the three steps of deletion.
class DeletionTest {

  private static final StoredManifest UNKNOWN = StoredManifest.none(ACME);

  private final ProtocolFixture fixture = new ProtocolFixture();
  private final VirtualStore store = fixture.store;

  /// Blocks appended until the seconds 10, 20, 30, of which the first two are due.
  private void removeTwo() {
    fixture.appendMany(3, ACME);
    fixture.fold();
    retain();
  }

  private AppendManifest.Outcome retain() {
    // The store's clock stands at 1,000 hours and more; the third block ends with second 30.
    long retention = now() - 25 * SECOND;
    return store.run(Retention.of(UNKNOWN, retention, HOUR, writer()));
  }

  private long now() {
    return store.run(FollowManifest.look(UNKNOWN)).kept().storeNowNanos();
  }

  private Deletion.Deleted delete() {
    return store.run(Deletion.of(UNKNOWN, 100, writer()));
  }

  @Test
  void whatIsDueIsRemovedByItsAppendTimeAndTheStoresClock() {
    removeTwo();
    assertThat(fixture.visible(ACME)).containsExactly(key(ACME, 20));
    assertThat(fixture.manifest(ACME).state().tombstones())
        .extracting(Tombstone::key)
        .containsExactly(key(ACME, 0), key(ACME, 10));
    assertThat(retain()).isInstanceOf(AppendManifest.Outcome.Unchanged.class);
  }

  @Test
  void objectsStayUntilTheGraceIsOver() {
    removeTwo();
    store.advance(HOUR - 1);
    assertThat(delete().blocks()).isZero();
    assertThat(store.keys("acme/blocks/")).hasSize(3);

    store.advance(1);
    Deletion.Deleted deleted = delete();

    assertThat(deleted.blocks()).isEqualTo(2);
    assertThat(deleted.bytes()).isEqualTo(200);
    assertThat(store.keys("acme/blocks/")).containsExactly(key(ACME, 20));
    assertThat(fixture.manifest(ACME).state().tombstones()).isEmpty();
    assertThat(delete().blocks()).isZero();
  }

  @Test
  void theGraceIsOverOnceTheRemovingVersionIsCollected() {
    removeTwo();
    store.advance(30 * HOUR);
    assertThat(store.run(Collection.ofManifests(UNKNOWN, 24 * HOUR))).isEqualTo(2);
    assertThat(delete().blocks()).isEqualTo(2);
  }

  @Test
  void aCrashAtAnyCallIsMadeUpForByTheNextRun() {
    for (int before = 0; before < 12; before++) {
      DeletionTest fresh = new DeletionTest();
      fresh.removeTwo();
      fresh.store.advance(HOUR);
      fresh.store.crash(Deletion.of(UNKNOWN, 100, writer()), before);
      fresh.delete();
      assertThat(fresh.store.keys("acme/blocks/")).containsExactly(key(ACME, 20));
      assertThat(fresh.fixture.manifest(ACME).state().tombstones()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aFaultAtAnyCallChangesNothing(VirtualStore.Fault fault) {
    for (int call = 0; call < 12; call++) {
      DeletionTest fresh = new DeletionTest();
      fresh.removeTwo();
      fresh.store.advance(HOUR);
      assertThat(fresh.store.run(Deletion.of(UNKNOWN, 100, writer()), call, fault).blocks())
          .isEqualTo(2);
      assertThat(fresh.fixture.visible(ACME)).containsExactly(key(ACME, 20));
      assertThat(fresh.fixture.manifest(ACME).state().tombstones()).isEmpty();
    }
  }

  @Test
  void noMoreIsDeletedAtOnceThanAsked() {
    removeTwo();
    store.advance(HOUR);
    assertThat(store.run(Deletion.of(UNKNOWN, 1, writer())).blocks()).isEqualTo(1);
    assertThat(fixture.manifest(ACME).state().tombstones()).hasSize(1);
    assertThat(delete().blocks()).isEqualTo(1);
  }

  @Test
  void oldVersionsAreCollectedButNeverTheNewest() {
    removeTwo();
    store.advance(HOUR);
    delete();
    assertThat(store.run(Collection.ofManifests(UNKNOWN, 24 * HOUR))).isEqualTo(1);
    store.advance(24 * HOUR);
    assertThat(store.run(Collection.ofManifests(UNKNOWN, 24 * HOUR))).isEqualTo(3);
    assertThat(store.keys("acme/=manifest/0")).hasSize(1);
    assertThat(store.keys("acme/=manifest/=floor/")).hasSize(1);
    assertThat(fixture.visible(ACME)).containsExactly(key(ACME, 20));
  }

  @Test
  void onlyTheNewestFloorIsKept() {
    fixture.appendMany(4, ACME);
    fixture.fold();
    fixture.collectSections();
    fixture.append(40, 50, ACME);
    fixture.append(50, 60, ACME);
    fixture.fold();
    assertThat(fixture.collectSections()).isEqualTo(50);
    assertThat(store.keys("=log/")).hasSize(2);
  }
}
