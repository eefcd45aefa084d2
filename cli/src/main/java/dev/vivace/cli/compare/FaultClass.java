package dev.vivace.cli.compare;

import java.util.Locale;

/// The ways in which a server can be wrong about what it was sent.
public enum FaultClass {
  /// Acknowledged, and absent or incomplete.
  LOST,
  /// More often there than it was sent, repeats not counted.
  DOUBLED,
  /// Another content than was sent, or one that nobody sent.
  ALTERED,
  /// Sent for one tenant, found by another.
  FOREIGN,
  /// Absent or incomplete a second after its answer, and there later.
  STALE,
  /// Refused for good, and there all the same.
  UNSOUND;

  /// The word for it in reports.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
