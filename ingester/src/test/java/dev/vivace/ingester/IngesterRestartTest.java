package dev.vivace.ingester;

import static dev.vivace.ingester.TestSpans.span;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vivace.model.id.TenantId;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whatever the moment of the end: after the restart every acknowledged span is there, once.
class IngesterRestartTest {

  private static final TenantId OTHER = new TenantId("other");

  @TempDir Path folder;
  private IngesterFixture fixture;

  @BeforeEach
  void start() {
    fixture = new IngesterFixture(folder).start();
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void spansThatWereNeverCutAreReplayed() {
    fixture.append(span(1, 1), span(2, 2));
    fixture.append(span(1, 3));

    fixture.restart();

    assertThat(fixture.find(1)).containsExactly(1L, 3L);
    assertThat(fixture.find(2)).containsExactly(2L);
    assertThat(fixture.sections()).isEmpty();
  }

  @Test
  void carriedTracesAreReplayedAndWrittenOnesAreNot() {
    fixture.append(span(1, 1));
    fixture.clock.advance(Duration.ofSeconds(57));
    fixture.append(span(2, 2), span(3, 3));
    fixture.cut(Duration.ofSeconds(4));
    fixture.append(span(1, 4), span(2, 5));

    assertThat(fixture.findInBlocks(1)).containsExactly(1L);
    assertThat(fixture.findInBlocks(2)).isEmpty();
    fixture.restart();

    assertThat(fixture.find(1)).containsExactly(1L, 4L);
    assertThat(fixture.find(2)).containsExactly(2L, 5L);
    assertThat(fixture.find(3)).containsExactly(3L);
  }

  @Test
  void aTraceThatIsCarriedAgainAndAgainIsThereOnce() {
    for (int i = 0; i < 5; i++) {
      fixture.clock.advance(Duration.ofSeconds(58));
      fixture.append(span(10 + i, 100 + i), span(1, 1 + i));
      fixture.cut(Duration.ofSeconds(3));
      fixture.restart();
    }

    assertThat(fixture.find(1)).containsExactly(1L, 2L, 3L, 4L, 5L);
    for (int i = 0; i < 5; i++) {
      assertThat(fixture.find(10 + i)).containsExactly(100L + i);
    }
  }

  /// The log is kept from before them for the sake of another tenant.
  @Test
  void whatACarriedTraceHasInBlocksIsNotReplayed() {
    fixture.close();
    fixture = new IngesterFixture(folder).with(IngesterFixture.config(64 << 20, 2)).start();
    fixture.append(OTHER, span(1, 1));
    fixture.append(span(1, 1), span(2, 2), span(3, 3));
    fixture.cut(Duration.ofSeconds(61));
    assertThat(fixture.findInBlocks(1)).containsExactly(1L);
    fixture.clock.advance(Duration.ofSeconds(58));
    fixture.append(span(1, 4), span(4, 5));
    fixture.cut(Duration.ofSeconds(3));

    fixture.restart();

    assertThat(fixture.findInBlocks(1)).containsExactly(1L);
    assertThat(fixture.find(1)).containsExactly(1L, 4L);
    assertThat(fixture.find(OTHER, 1)).containsExactly(1L);
  }

  @Test
  void aBlockWithoutCommitIsAdoptedOrReplaced() {
    fixture.store.failCreates(key -> key.startsWith("=log/"));
    fixture.append(span(1, 1), span(2, 2));
    fixture.clock.advance(Duration.ofSeconds(61));
    fixture.append(span(3, 3));
    await().until(() -> fixture.blocks(IngesterFixture.TENANT).size() == 1);
    await().until(() -> fixture.store.failures() > 0);
    fixture.close();
    fixture.store.heal();

    fixture.start().awaitWritten();
    fixture.cut(Duration.ofSeconds(61));

    for (long id = 1; id <= 3; id++) {
      assertThat(fixture.find(id)).containsExactly(id);
      assertThat(fixture.findInBlocks(id)).containsExactly(id);
    }
  }

  @Test
  void aCommitOfWhichTheWriterNeverHeardHolds() {
    fixture.store.loseAnswers(key -> key.startsWith("=log/"));
    fixture.store.failReads(key -> key.startsWith("=log/"));
    fixture.append(span(1, 1), span(2, 2));
    fixture.clock.advance(Duration.ofSeconds(61));
    fixture.append(span(3, 3));
    await().until(() -> fixture.sections().size() == 1);
    fixture.close();
    fixture.store.heal();

    fixture.start();

    assertThat(fixture.findInBlocks(1)).containsExactly(1L);
    for (long id = 1; id <= 3; id++) {
      assertThat(fixture.find(id)).containsExactly(id);
    }
  }

  @Test
  void smallTenantsAreCarriedWholeOverManyCuts() {
    fixture.close();
    fixture = new IngesterFixture(folder).with(IngesterFixture.config(64 << 20, 100)).start();
    for (int i = 0; i < 5; i++) {
      fixture.append(OTHER, span(1, 1 + i));
      fixture.append(span(2, 1 + i));
      fixture.cut(Duration.ofSeconds(61));
      fixture.restart();
    }

    assertThat(fixture.find(OTHER, 1)).containsExactly(1L, 2L, 3L, 4L, 5L);
    assertThat(fixture.find(2)).containsExactly(1L, 2L, 3L, 4L, 5L);
    assertThat(fixture.blocks(OTHER)).isEmpty();
    fixture.clock.advance(Duration.ofMinutes(16));
    fixture.append(OTHER, span(3, 1));
    fixture.cut(Duration.ofSeconds(61));
    assertThat(fixture.blocks(OTHER)).hasSize(1);
  }

  /// A tenant that became small after a part of it was written is not carried as "everything from
  /// here on": some of that is in a block.
  @Test
  void whatASmallTenantHasInBlocksIsNotReplayed() {
    fixture.close();
    fixture = new IngesterFixture(folder).with(IngesterFixture.config(64 << 20, 4)).start();
    fixture.append(span(9, 9));
    fixture.clock.advance(Duration.ofSeconds(40));
    fixture.append(span(1, 1));
    fixture.append(span(2, 2), span(3, 3), span(4, 4));
    fixture.clock.advance(Duration.ofSeconds(19));
    fixture.append(span(1, 5));
    fixture.cut(Duration.ofSeconds(2)); // trace 1 is carried from before traces 2 to 4
    assertThat(fixture.findInBlocks(2)).containsExactly(2L);
    fixture.cut(Duration.ofSeconds(61)); // now the tenant is small
    assertThat(fixture.findInBlocks(1)).isEmpty();

    fixture.restart();

    assertThat(fixture.find(1)).containsExactly(1L, 5L);
    for (long id = 2; id <= 4; id++) {
      assertThat(fixture.find(id)).containsExactly(id);
    }
  }
}
