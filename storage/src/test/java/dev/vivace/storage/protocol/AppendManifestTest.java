package dev.vivace.storage.protocol;

import static dev.vivace.storage.protocol.ProtocolFixture.ACME;
import static dev.vivace.storage.protocol.ProtocolFixture.key;
import static dev.vivace.storage.protocol.ProtocolFixture.writer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vivace.model.error.CorruptDataException;
import dev.vivace.storage.document.Sha256;
import dev.vivace.storage.manifest.Manifest;
import dev.vivace.storage.manifest.ManifestCodec;
import dev.vivace.storage.manifest.ManifestEdit;
import dev.vivace.storage.manifest.RemoveEdit;
import dev.vivace.storage.manifest.StoredManifest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AppendManifestTest {

  private static ProtocolFixture folded() {
    ProtocolFixture fixture = new ProtocolFixture().appendMany(3, ACME);
    fixture.fold();
    return fixture;
  }

  private static ManifestEdit remove(long start) {
    return new RemoveEdit(block -> block.entry().key().equals(key(ACME, start)), 0);
  }

  private static StoreProtocol<AppendManifest.Outcome> removal(long start) {
    return AppendManifest.of(StoredManifest.none(ACME), remove(start), writer());
  }

  private static List<String> live(StoredManifest manifest) {
    return manifest.state().live().stream().map(block -> block.entry().key()).toList();
  }

  @Test
  void eachVersionNamesTheDigestOfTheOneBefore() {
    ProtocolFixture fixture = folded();
    StoredManifest first = fixture.manifest(ACME);
    AppendManifest.Outcome outcome = fixture.store.run(removal(10));
    assertThat(outcome).isInstanceOf(AppendManifest.Outcome.Stored.class);
    Manifest second = outcome.manifest().manifest().orElseThrow();
    assertThat(second.sequence()).isEqualTo(2);
    assertThat(second.previous()).isEqualTo(first.sha256());
    assertThat(first.manifest().orElseThrow().previous()).isEqualTo(Manifest.NO_PREVIOUS);
    assertThat(fixture.manifest(ACME)).isEqualTo(outcome.manifest());
    assertThat(Sha256.hex(ManifestCodec.encode(second))).isEqualTo(outcome.manifest().sha256());
  }

  @ParameterizedTest
  @EnumSource
  void whateverCallGoesWrongTheEditIsMadeOnce(VirtualStore.Fault fault) {
    for (int call = 0; call < 10; call++) {
      ProtocolFixture fixture = folded();
      AppendManifest.Outcome outcome = fixture.store.run(removal(10), call, fault);
      assertThat(outcome).as("fault at %d", call).isInstanceOf(AppendManifest.Outcome.Stored.class);
      assertThat(outcome.manifest().sequence()).isEqualTo(2);
      assertThat(fixture.manifest(ACME)).isEqualTo(outcome.manifest());
    }
  }

  @ParameterizedTest
  @EnumSource
  void whateverCallGoesWrongTheFirstVersionIsMadeOnce(VirtualStore.Fault fault) {
    for (int call = 0; call < 10; call++) {
      ProtocolFixture fixture = new ProtocolFixture().appendMany(3, ACME);
      fixture.store.run(Folding.of(fixture.chain(), writer()), call, fault);
      assertThat(fixture.manifest(ACME).sequence()).isEqualTo(1);
      assertThat(fixture.store.run(Tenants.all())).containsExactly(ACME);
      assertThat(fixture.visible(ACME)).hasSize(3).doesNotHaveDuplicates();
    }
  }

  @ParameterizedTest
  @EnumSource
  void whoeverLosesARaceAtAnyCallMakesTheEditOnTheWinnersVersion(VirtualStore.Fault fault) {
    for (int call = 0; call < 8; call++) {
      for (int race = 0; race < 5; race++) {
        ProtocolFixture fixture = folded();
        StoreProtocol<AppendManifest.Outcome> winner = removal(0);
        AppendManifest.Outcome outcome =
            fixture.store.interrupted(removal(10), race, () -> fixture.store.run(winner, 1, fault));
        assertThat(outcome).isInstanceOf(AppendManifest.Outcome.Stored.class);
        assertThat(live(fixture.manifest(ACME))).containsExactly(key(ACME, 20));
        assertThat(fixture.manifest(ACME).sequence()).isEqualTo(3);
      }
    }
  }

  @Test
  void whatSomebodyElseHasDoneIsNotDoneAgain() {
    for (int race = 0; race < 3; race++) {
      ProtocolFixture fixture = folded();
      AppendManifest.Outcome outcome =
          fixture.store.interrupted(removal(10), race, () -> fixture.store.run(removal(10)));
      assertThat(outcome).isInstanceOf(AppendManifest.Outcome.Unchanged.class);
      assertThat(fixture.manifest(ACME).sequence()).isEqualTo(2);
    }
  }

  @Test
  void aVersionThatWasCollectedCannotComeBack() {
    ProtocolFixture fixture = folded();
    List<StoredManifest> sleeping = new ArrayList<>();
    AppendManifest.Outcome outcome =
        fixture.store.interrupted(
            removal(0),
            2, // It has found version 1, and is about to create version 2.
            () -> {
              sleeping.add(fixture.manifest(ACME));
              fixture.store.run(removal(10));
              fixture.store.run(removal(20));
              fixture.store.advance(25 * VirtualStore.HOUR);
              fixture.append(30, 40, ACME);
              fixture.fold();
              fixture.store.run(Deletion.of(StoredManifest.none(ACME), 10, writer()));
              fixture.store.run(
                  Collection.ofManifests(StoredManifest.none(ACME), 24 * VirtualStore.HOUR));
            });
    assertThat(sleeping.getFirst().sequence()).isEqualTo(1);
    assertThat(outcome).isInstanceOf(AppendManifest.Outcome.Stored.class);
    assertThat(outcome.manifest().sequence()).isEqualTo(6);
    assertThat(live(fixture.manifest(ACME))).containsExactly(key(ACME, 30));
  }

  @Test
  void aVersionThatFollowsAnotherPastIsCorrupt() {
    ProtocolFixture fixture = folded();
    StoredManifest first = fixture.manifest(ACME);
    Manifest fork =
        new Manifest(ACME, 2, "f".repeat(64), first.state(), writer().nonce(), "somebody else");
    assertThatThrownBy(
            () ->
                fixture.store.interrupted(
                    removal(0), 2, () -> fixture.store.put(fork.key(), ManifestCodec.encode(fork))))
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContaining("follows a version with sha256 ffff");
  }

  @Test
  void aRefusedEditLeavesTheManifestAsItIs() {
    ProtocolFixture fixture = folded();
    AppendManifest.Outcome outcome =
        fixture.store.run(
            AppendManifest.of(
                StoredManifest.none(ACME),
                (state, sequence) -> new ManifestEdit.Outcome.Refused("because"),
                writer()));
    assertThat(outcome)
        .isEqualTo(new AppendManifest.Outcome.Refused(fixture.manifest(ACME), "because"));
  }
}
