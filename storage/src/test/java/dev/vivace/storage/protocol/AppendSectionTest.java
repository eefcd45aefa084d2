package dev.vivace.storage.protocol;

import static dev.vivace.storage.protocol.ProtocolFixture.ACME;
import static dev.vivace.storage.protocol.ProtocolFixture.LOG;
import static dev.vivace.storage.protocol.ProtocolFixture.section;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vivace.model.error.CorruptDataException;
import dev.vivace.storage.section.SectionCodec;
import dev.vivace.storage.section.SectionCommit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AppendSectionTest {

  private final ProtocolFixture fixture = new ProtocolFixture();
  private final VirtualStore store = fixture.store;

  @Test
  void aSectionIsCreatedOnceAndTheFloorLookedAtAfterwards() {
    SectionCommit commit = section(0, 10, ACME);
    assertThat(store.run(AppendSection.of(commit)))
        .isEqualTo(new AppendSection.Outcome.Ours(commit));
    assertThat(store.calls()).isEqualTo(2);
    assertThat(store.keys("=log/")).containsExactly(LOG.sectionKey(0));
  }

  @ParameterizedTest
  @EnumSource
  void whateverCallGoesWrongTheSectionIsOursOnce(VirtualStore.Fault fault) {
    for (int call = 0; call < 6; call++) {
      ProtocolFixture fresh = new ProtocolFixture();
      SectionCommit commit = section(0, 10, ACME);
      assertThat(fresh.store.run(AppendSection.of(commit), call, fault))
          .as("fault at call %d", call)
          .isEqualTo(new AppendSection.Outcome.Ours(commit));
      assertThat(fresh.chain().sections()).hasSize(1);
    }
  }

  @Test
  void aRepeatAfterAnyCrashIsStillOurs() {
    for (int before = 0; before < 2; before++) {
      ProtocolFixture fresh = new ProtocolFixture();
      SectionCommit commit = section(0, 10, ACME);
      assertThat(fresh.store.crash(AppendSection.of(commit), before)).isTrue();
      assertThat(fresh.store.run(AppendSection.of(commit)))
          .isInstanceOf(AppendSection.Outcome.Ours.class);
    }
  }

  @ParameterizedTest
  @EnumSource
  void theLoserLearnsWhoWonWhateverCallGoesWrong(VirtualStore.Fault fault) {
    SectionCommit winner = section(0, 15, ACME);
    store.run(AppendSection.of(winner));
    for (int call = 0; call < 4; call++) {
      assertThat(store.run(AppendSection.of(section(0, 10, ACME)), call, fault))
          .isEqualTo(new AppendSection.Outcome.Lost(winner));
    }
  }

  @Test
  void aNumberThatWasCollectedCannotComeBack() {
    fixture.appendMany(5, ACME);
    fixture.fold();
    assertThat(fixture.collectSections()).isEqualTo(40);

    assertThat(store.run(AppendSection.of(section(10, 25, ACME))))
        .isEqualTo(new AppendSection.Outcome.BelowFloor(40));

    assertThat(fixture.chain().last().orElseThrow().end()).isEqualTo(50);
    assertThat(fixture.visible(ACME)).hasSize(5).doesNotHaveDuplicates();
    assertThat(fixture.collectSections()).isEqualTo(40);
    assertThat(store.keys(LOG.sectionKey(10))).isEmpty();
  }

  @Test
  void whoeverSleptBetweenAnyTwoCallsWhileItsNumberWasCollectedLearnsIt() {
    for (int before = 0; before < 2; before++) {
      ProtocolFixture fresh = new ProtocolFixture();
      fresh.appendMany(1, ACME);
      AppendSection.Outcome outcome =
          fresh.store.interrupted(
              AppendSection.of(section(10, 25)),
              before,
              () -> {
                if (fresh.append(10, 20, ACME) instanceof AppendSection.Outcome.Ours) {
                  fresh.append(20, 30, ACME);
                  fresh.append(30, 40, ACME);
                }
                fresh.fold();
                fresh.collectSections();
              });
      if (before == 0) {
        assertThat(outcome).isEqualTo(new AppendSection.Outcome.BelowFloor(30));
      } else {
        // It had won: the others were refused.
        assertThat(outcome).isInstanceOf(AppendSection.Outcome.Ours.class);
      }
    }
  }

  @Test
  void aSectionUnderAnothersKeyIsCorrupt() {
    store.put(LOG.sectionKey(0), SectionCodec.encode(section(10, 20, ACME)));
    assertThatThrownBy(() -> store.run(AppendSection.of(section(0, 10, ACME))))
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContaining("says that it is");
  }
}
