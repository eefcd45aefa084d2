package dev.vivace.cli.content;

import java.util.Locale;

/// What a request carries of its trace.
public enum Part {
  /// Most of the trace, its root included.
  MAIN,
  /// Spans that are sent some requests later, as of a service that reports on its own.
  LATE,
  /// The main part once more, as of a sender that did not hear the answer.
  REPEAT;

  /// The word for it in journals and reports.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
