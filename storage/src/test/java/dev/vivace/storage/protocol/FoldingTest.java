package dev.vivace.storage.protocol;

import static dev.vivace.storage.protocol.ProtocolFixture.ACME;
import static dev.vivace.storage.protocol.ProtocolFixture.LOG;
import static dev.vivace.storage.protocol.ProtocolFixture.OTHER;
import static dev.vivace.storage.protocol.ProtocolFixture.key;
import static dev.vivace.storage.protocol.ProtocolFixture.writer;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FoldingTest {

  private static ProtocolFixture twoTenants() {
    ProtocolFixture fixture = new ProtocolFixture();
    fixture.append(0, 10, ACME, OTHER);
    fixture.append(10, 20, ACME);
    fixture.append(20, 30, OTHER);
    fixture.append(30, 40, ACME, OTHER);
    return fixture;
  }

  private static final List<String> OF_ACME = List.of(key(ACME, 0), key(ACME, 10), key(ACME, 30));
  private static final List<String> OF_OTHER =
      List.of(key(OTHER, 0), key(OTHER, 20), key(OTHER, 30));

  private static void assertNothingIsLostOrDouble(ProtocolFixture fixture) {
    assertThat(fixture.visible(ACME)).isEqualTo(OF_ACME);
    assertThat(fixture.visible(OTHER)).isEqualTo(OF_OTHER);
  }

  @Test
  void foldedSectionsAreInManifestsAndNowhereElse() {
    ProtocolFixture fixture = twoTenants();
    fixture.fold();
    assertNothingIsLostOrDouble(fixture);
    assertThat(fixture.manifest(ACME).state().foldedTo(LOG)).isEqualTo(40);
    assertThat(fixture.collectSections()).isEqualTo(30);
    assertThat(fixture.store.keys(LOG.prefix() + "0")).containsExactly(LOG.sectionKey(30));
    assertNothingIsLostOrDouble(fixture);
    fixture.fold();
    assertThat(fixture.manifest(ACME).sequence()).isEqualTo(1);
  }

  @Test
  void aCrashAtAnyCallLosesAndDoublesNothing() {
    for (int before = 0; before < 40; before++) {
      ProtocolFixture fixture = twoTenants();
      StoreProtocol<Long> round =
          new FollowChain(LOG, 0)
              .then(chain -> Folding.of(chain, writer()))
              .then(_ -> Collection.ofSections(LOG));
      fixture.store.crash(round, before);
      assertNothingIsLostOrDouble(fixture);
      fixture.fold();
      fixture.collectSections();
      assertNothingIsLostOrDouble(fixture);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aFaultAtAnyCallLosesAndDoublesNothing(VirtualStore.Fault fault) {
    for (int call = 0; call < 40; call++) {
      ProtocolFixture fixture = twoTenants();
      fixture.store.run(
          new FollowChain(LOG, 0)
              .then(chain -> Folding.of(chain, writer()))
              .then(_ -> Collection.ofSections(LOG)),
          call,
          fault);
      assertNothingIsLostOrDouble(fixture);
    }
  }

  @Test
  void aReaderAtAnyMomentOfAFoldSeesEachBlockOnce() {
    for (int before = 0; before < 40; before++) {
      ProtocolFixture fixture = twoTenants();
      fixture.store.interrupted(
          new FollowChain(LOG, 0)
              .then(chain -> Folding.of(chain, writer()))
              .then(_ -> Collection.ofSections(LOG)),
          before,
          () -> assertNothingIsLostOrDouble(fixture));
    }
  }

  @Test
  void twoFoldsAtOnceFoldOnce() {
    for (int before = 0; before < 20; before++) {
      ProtocolFixture fixture = twoTenants();
      fixture.store.interrupted(
          Folding.of(fixture.chain(), writer()),
          before,
          () -> {
            fixture.append(40, 50, ACME);
            fixture.fold();
            fixture.collectSections();
          });
      assertThat(fixture.visible(ACME))
          .containsExactly(key(ACME, 0), key(ACME, 10), key(ACME, 30), key(ACME, 40));
      assertThat(fixture.visible(OTHER)).isEqualTo(OF_OTHER);
    }
  }

  @Test
  void sectionsOfATenantThatIsNotFoldedStay() {
    ProtocolFixture fixture = twoTenants();
    StoreProtocol<?> onlyTheFirst = Folding.of(fixture.chain(), writer());
    int calls = 0;
    while (fixture.manifest(ACME).sequence() == 0) {
      fixture.store.crash(onlyTheFirst, ++calls);
      onlyTheFirst = Folding.of(fixture.chain(), writer());
    }
    assertThat(fixture.manifest(OTHER).sequence()).isZero();
    assertThat(fixture.collectSections()).isZero();
    assertNothingIsLostOrDouble(fixture);
  }

  @Test
  void aTenantThatWasSilentForLongIsFoldedFromTheFloor() {
    ProtocolFixture fixture = twoTenants();
    fixture.fold();
    fixture.append(40, 50, ACME);
    fixture.append(50, 60, ACME);
    fixture.fold();
    fixture.collectSections();
    fixture.append(60, 70, OTHER);
    fixture.fold();
    assertThat(fixture.visible(OTHER)).hasSize(4).doesNotHaveDuplicates();
    assertThat(fixture.visible(ACME)).hasSize(5).doesNotHaveDuplicates();
  }
}
