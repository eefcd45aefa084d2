package dev.vivace.traceql.value;

import java.util.Locale;
import java.util.Optional;

/// The status of a span, with the word that the language has for it.
public enum Status {
  ERROR,
  OK,
  UNSET;

  private final String word = name().toLowerCase(Locale.ROOT);

  public String word() {
    return word;
  }

  public static Optional<Status> ofWord(String word) {
    for (Status status : values()) {
      if (status.word.equals(word)) {
        return Optional.of(status);
      }
    }
    return Optional.empty();
  }
}
