package dev.vivace.ingester;

import static dev.vivace.ingester.TestSpans.span;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// While the store fails nothing is lost and everything stays readable; afterwards it goes on.
class IngesterStoreFailureTest {

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
  void spansStayReadableUntilTheStoreIsBack() {
    fixture.store.failCreates(_ -> true);
    fixture.append(span(1, 1));
    fixture.clock.advance(Duration.ofSeconds(61));
    fixture.append(span(2, 2));
    await().until(() -> fixture.store.failures() >= 2);
    assertThat(List.of(fixture.find(1), fixture.find(2))).containsExactly(List.of(1L), List.of(2L));

    fixture.store.heal();
    fixture.awaitWritten();

    assertThat(fixture.findInBlocks(1)).containsExactly(1L);
    assertThat(fixture.counter("vivace_section_write_failures")).isGreaterThanOrEqualTo(2);
  }

  /// The commit is there, but neither the answer nor a look at it came through.
  @Test
  void aCommitWhoseAnswerWasLostIsRecognisedAsOwn() {
    fixture.store.loseAnswers(key -> key.startsWith("=log/"));
    fixture.store.failReads(key -> key.startsWith("=log/"));
    fixture.append(span(1, 1));
    fixture.clock.advance(Duration.ofSeconds(61));
    fixture.append(span(2, 2));
    await().until(() -> fixture.store.failures() >= 2);
    assertThat(fixture.blocks(IngesterFixture.TENANT)).hasSize(1);

    fixture.store.heal();
    fixture.awaitWritten();
    fixture.cut(Duration.ofSeconds(61));

    assertThat(fixture.findInBlocks(1)).containsExactly(1L);
    assertThat(fixture.findInBlocks(2)).containsExactly(2L);
    assertThat(fixture.sections()).hasSize(2);
  }

  @Test
  void timeAloneDoesNotStopAppendsWhileTheStoreIsAway() {
    fixture.store.failCreates(_ -> true);
    for (long i = 1; i <= 10; i++) {
      fixture.append(span(i, i));
      fixture.clock.advance(Duration.ofSeconds(61));
    }

    fixture.store.heal();
    fixture.awaitWritten();

    for (long i = 1; i <= 10; i++) {
      assertThat(fixture.find(i)).containsExactly(i);
    }
  }
}
