package dev.vivace.ingester;

import static dev.vivace.ingester.TestSpans.span;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vivace.model.error.CorruptDataException;
import dev.vivace.storage.trace.CollectedSpans;
import dev.vivace.storage.trace.TraceFinder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Restarts over damaged sections.
class DamagedSectionTest {

  private static final int SECTIONS = 4;

  @TempDir Path folder;
  private IngesterFixture fixture;

  @BeforeEach
  void writeSections() {
    fixture = new IngesterFixture(folder).withCopiedSections().start();
    for (long i = 1; i <= SECTIONS; i++) {
      fixture.append(span(i, i));
      fixture.cut(Duration.ofSeconds(61));
    }
    assertThat(fixture.sections()).hasSize(SECTIONS);
    fixture.append(span(1, 100), span(99, 99));
    fixture.close();
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private void damage(int section) throws IOException {
    Path file = folder.resolve("blocks").resolve(fixture.sections().get(section));
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);
  }

  private void loseCopies() throws IOException {
    for (String section : fixture.sections()) {
      Files.delete(folder.resolve("copies").resolve(section));
    }
  }

  private int missing(long trace) {
    return fixture
        .ingester()
        .traceFinder()
        .find(
            IngesterFixture.TENANT,
            TestSpans.traceId(trace),
            TraceFinder.Sources.ALL,
            0,
            Long.MAX_VALUE,
            new CollectedSpans())
        .failedBlocks();
  }

  @Test
  void nothingIsMissingAndSectionsGoOnWhileThereIsACopy() throws IOException {
    damage(SECTIONS - 1);
    damage(1);
    fixture.start();
    for (long i = 1; i <= SECTIONS; i++) {
      assertThat(fixture.find(i)).contains(i);
    }
    assertThat(fixture.find(1)).containsExactlyInAnyOrder(1L, 100L);
    assertThat(fixture.counter("vivace_sections_read_from_copies")).isEqualTo(2);
    assertThat(fixture.gauge("vivace_damaged_sections")).isZero();

    fixture.cut(Duration.ofSeconds(61));
    fixture.restart();

    assertThat(fixture.sections()).hasSize(SECTIONS + 1);
    assertThat(fixture.find(99)).containsExactly(99L);
    assertThat(fixture.find(SECTIONS)).containsExactly((long) SECTIONS);
  }

  @Test
  void aSectionInTheMiddleWithoutACopyLeavesTheOthersAndTellsThatSpansMayBeMissing()
      throws IOException {
    damage(1);
    loseCopies();
    fixture.start();
    assertThat(fixture.gauge("vivace_damaged_sections")).isEqualTo(1);
    assertThat(missing(1)).isEqualTo(1);
    assertThat(missing(424_242)).isEqualTo(1);
    fixture.append(span(7, 7));
    fixture.clock.advance(Duration.ofSeconds(61));
    fixture.append(span(8, 8));
    fixture.awaitWritten();
    assertThat(fixture.sections()).hasSize(SECTIONS + 1);
  }

  @Test
  void theProcessDoesNotStartOverALastSectionWithoutACopyAndChangesNothing() throws IOException {
    damage(SECTIONS - 1);
    loseCopies();
    assertThatThrownBy(fixture::start)
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContaining(fixture.sections().getLast());
    assertThat(fixture.sections()).hasSize(SECTIONS);
  }
}
