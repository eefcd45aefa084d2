package dev.vivace.cli.audit;

import dev.vivace.cli.check.Report;

/// How the commands of the auditor end.
final class ExitCode {
  /// Nothing was found.
  static final int RIGHT = 0;

  /// The server was wrong about something.
  static final int FINDINGS = 1;

  /// The audit could not be made, or not whole: arguments, the journal, questions without answer.
  static final int FAILED = 2;

  private ExitCode() {}

  static int of(Report report) {
    if (report.findings() > 0) {
      return FINDINGS;
    }
    return report.unanswered() > 0 ? FAILED : RIGHT;
  }
}
