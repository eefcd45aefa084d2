package dev.vivace.cli.journal;

import dev.vivace.cli.content.Part;
import dev.vivace.cli.content.Schedule;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Reads a journal into a [Ledger], and on [#refresh] what has been added since. A writer may be at
/// work meanwhile.
public final class JournalReader {
  private static final int MAX_LINE_CHARACTERS = 100_000;

  private final Path file;
  private final Ledger ledger = new Ledger();
  private @Nullable JournalHeader header;
  private long offset; // of the first line that was not read
  private long lines;

  public JournalReader(Path file) {
    this.file = file;
    refresh();
  }

  /// What the content follows from.
  public JournalHeader header() {
    if (header == null) {
      throw new JournalException(file + ": the journal is empty (expected: a first line)");
    }
    if (ledger.schedule().isEmpty()) {
      throw new JournalException(file + ": the journal has no session: nothing was ever sent");
    }
    return header;
  }

  public Ledger ledger() {
    return ledger;
  }

  /// Reads the whole lines that were added.
  public void refresh() {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        InputStream in = Channels.newInputStream(channel.position(offset));
        BufferedReader text =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII))) {
      StringBuilder line = new StringBuilder();
      for (int character = text.read(); character >= 0; character = text.read()) {
        if (character != '\n') {
          append(line, (char) character);
        } else {
          read(line.toString());
          offset += line.length() + 1;
          line.setLength(0);
        }
      }
    } catch (IOException e) {
      throw new JournalException(file + ": the journal cannot be read: " + e, e);
    }
  }

  /// How many bytes of the file are whole lines.
  long wholeLineBytes() {
    return offset;
  }

  private void append(StringBuilder line, char character) {
    if (line.length() == MAX_LINE_CHARACTERS) {
      throw new JournalException(
          "%s: line %d is longer than %,d characters; it is no journal of the auditor"
              .formatted(file, lines + 1, MAX_LINE_CHARACTERS));
    }
    line.append(character);
  }

  private void read(String line) {
    lines++;
    try {
      String[] words = line.split(" ", -1);
      switch (words[0]) {
        case "vivace-audit" -> header = JournalHeader.parse(line, file.toString());
        case "session" -> ledger.schedule().add(session(words));
        case "reserved" -> ledger.reserve(Long.parseLong(words[1]));
        case "ended" -> ledger.end(Long.parseLong(words[1]));
        default -> ledger.record(Long.parseLong(words[0]), part(words[1]), outcome(words[2]));
      }
    } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
      throw new JournalException(
          "%s: line %d is '%s' (expected: a session, a reservation or an outcome)"
              .formatted(file, lines, line),
          e);
    }
  }

  private static Schedule.Session session(String[] words) {
    return new Schedule.Session(
        Long.parseLong(words[1]), Long.parseLong(words[2]), Long.parseLong(words[3]));
  }

  private static Part part(String word) {
    return Part.valueOf(word.toUpperCase(Locale.ROOT));
  }

  private static Outcome outcome(String word) {
    return Outcome.valueOf(word.toUpperCase(Locale.ROOT));
  }
}
