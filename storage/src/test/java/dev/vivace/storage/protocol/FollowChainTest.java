package dev.vivace.storage.protocol;

import static dev.vivace.storage.protocol.ProtocolFixture.ACME;
import static dev.vivace.storage.protocol.ProtocolFixture.LOG;
import static dev.vivace.storage.protocol.ProtocolFixture.section;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.storage.section.SectionBlocks;
import dev.vivace.storage.section.SectionCodec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FollowChainTest {

  private final ProtocolFixture fixture = new ProtocolFixture();

  @Test
  void anEmptyChainHasNothing() {
    ChainReading chain = fixture.chain();
    assertThat(chain.sections()).isEmpty();
    assertThat(chain.last()).isEmpty();
    assertThat(chain.floor()).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void allSectionsAreFoundWhateverCallGoesWrong(VirtualStore.Fault fault) {
    fixture.appendMany(3, ACME);
    for (int call = 0; call < 6; call++) {
      ChainReading chain = fixture.store.run(new FollowChain(LOG, 0), call, fault);
      assertThat(chain.sections()).extracting(SectionBlocks::start).containsExactly(0L, 10L, 20L);
      assertThat(chain.last().orElseThrow().end()).isEqualTo(30);
      assertThat(chain.jumped()).isFalse();
    }
  }

  @Test
  void itGoesOnFromAPosition() {
    fixture.appendMany(3, ACME);
    ChainReading chain = fixture.store.run(new FollowChain(LOG, 20));
    assertThat(chain.sections()).extracting(SectionBlocks::start).containsExactly(20L);
    assertThat(fixture.store.run(new FollowChain(LOG, 30)).sections()).isEmpty();
  }

  @Test
  void aPositionBelowTheFloorJumpsToIt() {
    fixture.appendMany(5, ACME);
    fixture.fold();
    fixture.collectSections();
    for (long position = 0; position < 40; position += 10) {
      ChainReading chain = fixture.store.run(new FollowChain(LOG, position));
      assertThat(chain.jumped()).isTrue();
      assertThat(chain.floor()).isEqualTo(40);
      assertThat(chain.sections()).extracting(SectionBlocks::start).containsExactly(40L);
    }
    assertThat(fixture.store.run(new FollowChain(LOG, 40)).jumped()).isFalse();
  }

  @Test
  void aSectionThatWasMadeAgainBelowTheFloorIsNotBelieved() {
    fixture.appendMany(5, ACME);
    fixture.fold();
    fixture.collectSections();
    fixture.store.put(LOG.sectionKey(10), SectionCodec.encode(section(10, 40, ACME)));

    ChainReading chain = fixture.store.run(new FollowChain(LOG, 10));

    assertThat(chain.jumped()).isTrue();
    assertThat(chain.sections()).extracting(SectionBlocks::start).containsExactly(40L);
  }

  @Test
  void collectionAtAnyMomentOfTheReadingLeavesNoHole() {
    for (int before = 0; before < 8; before++) {
      ProtocolFixture fresh = new ProtocolFixture().appendMany(5, ACME);
      ChainReading chain =
          fresh.store.interrupted(
              new FollowChain(LOG, 0),
              before,
              () -> {
                fresh.fold();
                fresh.collectSections();
              });
      long start = chain.sections().getFirst().start();
      assertThat(start).isIn(0L, 40L);
      assertThat(chain.jumped()).isEqualTo(start == 40);
      assertThat(chain.sections()).hasSize(start == 0 ? 5 : 1);
    }
  }
}
