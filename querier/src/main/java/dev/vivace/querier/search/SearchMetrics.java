package dev.vivace.querier.search;

/// What a search took so far. A job is one table: a head's view or a row group.
///
/// @param inspectedTraces traces in the tables that were read
/// @param inspectedSpans spans in them
/// @param inspectedBytes what these tables take where they are kept
/// @param blocks blocks with traces in the range
/// @param blockBytes what these blocks take
public record SearchMetrics(
    long inspectedTraces,
    long inspectedSpans,
    long inspectedBytes,
    int completedJobs,
    int totalJobs,
    int blocks,
    long blockBytes) {

  /// Of a search that read nothing.
  public static final SearchMetrics NOTHING = new SearchMetrics(0, 0, 0, 0, 0, 0, 0);

  /// Of a search that is over: tables that it did not need are done, too. Clients show progress by
  /// these counts.
  SearchMetrics completed() {
    return new SearchMetrics(
        inspectedTraces, inspectedSpans, inspectedBytes, totalJobs, totalJobs, blocks, blockBytes);
  }
}
