package dev.vivace.storage.manifest;

import static dev.vivace.storage.manifest.ManifestFixture.ACME;
import static dev.vivace.storage.manifest.ManifestFixture.LOG;
import static dev.vivace.storage.manifest.ManifestFixture.entry;
import static dev.vivace.storage.manifest.ManifestFixture.live;
import static dev.vivace.storage.manifest.ManifestFixture.state;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vivace.storage.section.SectionBlocks;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ManifestEditsTest {

  private static ManifestState changed(ManifestEdit edit, ManifestState state) {
    ManifestEdit.Outcome outcome = edit.applyTo(state, 5);
    assertThat(outcome).isInstanceOf(ManifestEdit.Outcome.Changed.class);
    ManifestState after = ((ManifestEdit.Outcome.Changed) outcome).state();
    assertThat(edit.applyTo(after, 6)).isEqualTo(new ManifestEdit.Outcome.Unchanged());
    return after;
  }

  private static SectionBlocks section(long start, long end) {
    return new SectionBlocks(start, end, end, List.of(entry("s" + start)));
  }

  @Test
  void aFoldTakesWhatIsNotFoldedYet() {
    ManifestState once =
        changed(
            new FoldEdit(ACME, LOG, 0, List.of(section(0, 10)), List.of()), ManifestState.EMPTY);
    ManifestState twice =
        changed(
            new FoldEdit(ACME, LOG, 0, List.of(section(0, 10), section(10, 20)), List.of()), once);
    assertThat(twice.live()).containsExactly(live("s0", 10), live("s10", 20));
    assertThat(twice.foldedTo(LOG)).isEqualTo(20);
    assertThat(new FoldEdit(ACME, LOG, 0, List.of(), List.of()).applyTo(twice, 3))
        .isInstanceOf(ManifestEdit.Outcome.Unchanged.class);
  }

  @Test
  void aFoldOverAHoleIsRefused() {
    assertThat(new FoldEdit(ACME, LOG, 0, List.of(section(10, 20)), List.of()).applyTo(state(), 1))
        .isInstanceOf(ManifestEdit.Outcome.Refused.class);
    assertThat(new FoldEdit(ACME, LOG, 10, List.of(section(10, 20)), List.of()).applyTo(state(), 1))
        .isInstanceOf(ManifestEdit.Outcome.Changed.class);
  }

  @Test
  void visibleAreLiveBlocksAndThoseOfSectionsAfterTheFold() {
    ManifestState folded =
        changed(
            new FoldEdit(ACME, LOG, 0, List.of(section(0, 10)), List.of()), ManifestState.EMPTY);
    assertThat(
            VisibleBlocks.of(ACME, folded, Map.of(LOG, List.of(section(0, 10), section(10, 20)))))
        .containsExactly(live("s0", 10), live("s10", 20));
  }

  @Test
  void removedBlocksLeaveTombstonesUntilTheyAreForgotten() {
    ManifestState removed =
        changed(RemoveEdit.appendedBefore(2, 77), state(live("a", 1), live("b", 2)));
    assertThat(removed.live()).containsExactly(live("b", 2));
    assertThat(removed.tombstones()).containsExactly(new Tombstone("acme/blocks/a", 0, 100, 5, 77));
    assertThat(changed(new ForgetEdit(Set.of("acme/blocks/a")), removed).tombstones()).isEmpty();
  }

  private static CompactEdit.Measured measured(String name, long spans) {
    return new CompactEdit.Measured(entry(name), new SpanSet(spans, spans, -spans));
  }

  private static ManifestState announced(String key, ManifestState state) {
    return changed(new AnnounceEdit(new TreeSet<>(List.of(key)), true), state);
  }

  @Test
  void aCompactionReplacesItsInputsByItsOutput() {
    ManifestState before =
        announced("acme/blocks/ab", state(live("a", 1), live("x", 2), live("b", 3)));
    CompactEdit edit =
        new CompactEdit(
            List.of(measured("a", 3), measured("b", 4)),
            List.of(measured("ab", 6)),
            new SpanSet(1, 1, -1),
            9);
    ManifestState after = changed(edit, before);
    assertThat(after.live()).containsExactly(live("ab", 3), live("x", 2));
    assertThat(after.tombstones()).extracting(Tombstone::key).hasSize(2);
    assertThat(after.announced()).isEmpty();
  }

  @Test
  void aCompactionThatLostAnInputOrItsAnnouncementIsRefused() {
    CompactEdit edit =
        new CompactEdit(List.of(measured("a", 3)), List.of(measured("c", 3)), SpanSet.EMPTY, 9);
    assertThat(edit.applyTo(announced("acme/blocks/c", state(live("b", 1))), 2))
        .isEqualTo(new ManifestEdit.Outcome.Refused("inputs were removed meanwhile"));
    assertThat(edit.applyTo(state(live("a", 1)), 2))
        .isEqualTo(new ManifestEdit.Outcome.Refused("outputs are not announced any more"));
  }

  @Test
  void aCompactionWhoseOutputHoldsOtherSpansIsNoCompaction() {
    assertThatThrownBy(
            () ->
                new CompactEdit(
                    List.of(measured("a", 3), measured("b", 4)),
                    List.of(measured("ab", 6)),
                    SpanSet.EMPTY,
                    9))
        .isInstanceOf(SpansDifferException.class)
        .hasMessageContaining("6 spans")
        .hasMessageContaining("7 spans");
  }

  @Test
  void sumsOfSpanSetsAreModuloTwoToThe128th() {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    BigInteger modulus = BigInteger.ONE.shiftLeft(128);
    for (int i = 0; i < 1_000; i++) {
      SpanSet a = new SpanSet(random.nextInt(100), random.nextLong(), random.nextLong());
      SpanSet b = new SpanSet(random.nextInt(100), random.nextLong(), random.nextLong());
      assertThat(number(a.plus(b))).isEqualTo(number(a).add(number(b)).mod(modulus));
      assertThat(a.plus(b).minus(b)).isEqualTo(a);
    }
  }

  private static BigInteger number(SpanSet set) {
    return new BigInteger("%016x%016x".formatted(set.hashHigh(), set.hashLow()), 16);
  }
}
