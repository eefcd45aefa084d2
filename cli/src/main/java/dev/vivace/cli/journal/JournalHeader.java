package dev.vivace.cli.journal;

import java.util.List;

/// The first line of a journal: what its content follows from.
///
/// @param tenants `""` is none
public record JournalHeader(long seed, List<String> tenants) {
  private static final String MAGIC = "vivace-audit 1 ";

  public JournalHeader {
    tenants = List.copyOf(tenants);
  }

  String line() {
    return MAGIC + "seed " + seed + " tenants " + String.join(",", tenants);
  }

  static JournalHeader parse(String line, String file) {
    String[] words = line.split(" ", -1);
    if (!line.startsWith(MAGIC) || words.length != 6) {
      throw new JournalException(
          "%s: the first line is '%s' (expected: '%sseed N tenants …'); it is no journal of the auditor"
              .formatted(file, line, MAGIC));
    }
    return new JournalHeader(Long.parseLong(words[3]), List.of(words[5].split(",", -1)));
  }
}
