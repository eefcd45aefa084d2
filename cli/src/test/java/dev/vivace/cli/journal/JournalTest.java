package dev.vivace.cli.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vivace.cli.content.Part;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
  private static final JournalHeader HEADER = new JournalHeader(42, List.of("a", "b"));
  private static final InstantSource CLOCK = InstantSource.fixed(Instant.ofEpochSecond(1_000));

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void nameFile() {
    file = folder.resolve("journal");
  }

  private Journal open() {
    return Journal.open(file, HEADER, Duration.ofMillis(20), CLOCK);
  }

  @Test
  void whatWasRecordedIsReadAgain() {
    try (Journal journal = open()) {
      journal.reserve(3);
      journal.record(3, Part.MAIN, Outcome.ACKNOWLEDGED);
      journal.record(3, Part.LATE, Outcome.REJECTED);
      journal.record(2, Part.REPEAT, Outcome.UNKNOWN);
    }

    JournalReader reader = new JournalReader(file);
    assertThat(reader.header()).isEqualTo(HEADER);
    Ledger ledger = reader.ledger();
    assertThat(ledger.outcome(3, Part.MAIN)).isEqualTo(Outcome.ACKNOWLEDGED);
    assertThat(ledger.outcome(3, Part.LATE)).isEqualTo(Outcome.REJECTED);
    assertThat(ledger.outcome(3, Part.REPEAT)).isNull();
    assertThat(ledger.outcome(2, Part.REPEAT)).isEqualTo(Outcome.UNKNOWN);
    assertThat(ledger.outcome(1_000_000, Part.MAIN)).isNull();
    assertThat(ledger.schedule().nanosOf(2)).isEqualTo(1_000_040_000_000L);
  }

  @Test
  void theFileIsTextAsDocumented() throws IOException {
    try (Journal journal = open()) {
      journal.reserve(0);
      journal.record(17, Part.MAIN, Outcome.ACKNOWLEDGED);
    }
    assertThat(Files.readString(file))
        .isEqualTo(
            """
            vivace-audit 1 seed 42 tenants a,b
            session 0 1000000000000 20000000
            reserved 1000
            17 main acknowledged 1000000
            """);
  }

  @Test
  void aLaterRunGoesOnBehindWhatMayHaveBeenSent() {
    try (Journal journal = open()) {
      journal.reserve(5);
    }
    try (Journal journal = open()) {
      assertThat(journal.ledger().reserved()).isEqualTo(1005);
    }
  }

  @Test
  void anOrderlyEndGivesBackWhatWasReservedAndNotSent() {
    try (Journal journal = open()) {
      journal.reserve(5);
      journal.record(2, Part.MAIN, Outcome.ACKNOWLEDGED);
      journal.end(3);
    }
    assertThat(new JournalReader(file).ledger().reserved()).isEqualTo(3);
    try (Journal journal = open()) {
      journal.reserve(3);
      journal.record(3, Part.MAIN, Outcome.ACKNOWLEDGED);
    }
    assertThat(new JournalReader(file).ledger().count(Outcome.ACKNOWLEDGED)).isEqualTo(2);
  }

  @Test
  void aFileThatEndsAnywhereIsReadUpToItsLastWholeLine() throws IOException {
    try (Journal journal = open()) {
      journal.reserve(0);
      for (int n = 0; n < 4; n++) {
        journal.record(n, Part.MAIN, Outcome.ACKNOWLEDGED);
      }
    }
    byte[] whole = Files.readAllBytes(file);
    int headerBytes = new String(whole, StandardCharsets.US_ASCII).indexOf("\n0 main") + 1;
    for (int length = headerBytes; length <= whole.length; length++) {
      Files.write(file, Arrays.copyOf(whole, length));
      long lines = Files.readString(file).chars().filter(c -> c == '\n').count();
      assertThat(new JournalReader(file).ledger().count(Outcome.ACKNOWLEDGED)).isEqualTo(lines - 3);
      try (Journal journal = open()) {
        assertThat(journal.ledger().count(Outcome.ACKNOWLEDGED)).isEqualTo(lines - 3);
      }
      assertThat(new JournalReader(file).ledger().reserved()).isEqualTo(1000);
    }
  }

  @Test
  void aReaderSeesWhatIsAddedMeanwhile() {
    try (Journal journal = open()) {
      JournalReader reader = new JournalReader(file);
      journal.reserve(0);
      journal.record(0, Part.MAIN, Outcome.UNKNOWN);
      journal.reserve(1000); // writes what waits
      reader.refresh();
      assertThat(reader.ledger().count(Outcome.UNKNOWN)).isEqualTo(1);
      assertThat(reader.ledger().reserved()).isEqualTo(2000);
    }
  }

  @Test
  void anotherSeedIsRefused() {
    open().close();
    assertThatThrownBy(
            () ->
                Journal.open(
                    file, new JournalHeader(43, List.of("a")), Duration.ofSeconds(1), CLOCK))
        .hasMessageContaining("the journal was begun with 'vivace-audit 1 seed 42 tenants a,b'");
  }

  @Test
  void anotherFileIsNoJournal() throws IOException {
    Files.writeString(file, "vivace-audit 2 of another version\n");
    assertThatThrownBy(() -> new JournalReader(file)).hasMessageContaining("it is no journal");
    Files.writeString(file, "hello world\n");
    assertThatThrownBy(() -> new JournalReader(file))
        .hasMessageContaining("line 1 is 'hello world'");
  }
}
