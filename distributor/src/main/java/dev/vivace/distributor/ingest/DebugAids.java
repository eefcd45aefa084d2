package dev.vivace.distributor.ingest;

/// What is told about single spans to who looks for a mistake; nothing by default.
///
/// @param received about spans that came and were within the tenant's rate
/// @param discarded about spans that were refused
public record DebugAids(Log received, Log discarded, Names names) {

  public static final DebugAids NONE =
      new DebugAids(
          new Log(false, false, false), new Log(false, false, false), new Names(false, false));

  /// @param enabled whether each span is a line of the log
  /// @param allAttributes whether the line has more than the ids
  /// @param onlyErrors whether spans without the status error are left out
  public record Log(boolean enabled, boolean allAttributes, boolean onlyErrors) {}

  /// @param enabled whether spans are counted by service and name
  /// @param onlyRoots whether spans with a parent are left out
  public record Names(boolean enabled, boolean onlyRoots) {}
}
