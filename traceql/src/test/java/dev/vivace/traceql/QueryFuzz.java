package dev.vivace.traceql;

import dev.vivace.model.error.InvalidRequestException;
import dev.vivace.traceql.completion.TagFilter;
import dev.vivace.traceql.engine.SearchPlan;
import dev.vivace.traceql.legacy.LegacySearch;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/// The readers of what users type as targets of fuzzing: any text is read or refused.
public final class QueryFuzz {

  private static final int SEEDS = 60;

  private QueryFuzz() {}

  /// Parses a query, with and without series, and plans it.
  public static void query(byte[] input) {
    String text = new String(input, StandardCharsets.UTF_8);
    refusable(() -> SearchPlan.of(TraceQl.parse(text)));
    refusable(() -> TraceQl.parseMetrics(text));
    refusable(() -> TraceQl.parseReference(text));
  }

  /// Parses what endpoints for tags and the old search take.
  public static void tags(byte[] input) {
    String text = new String(input, StandardCharsets.UTF_8);
    refusable(() -> TagFilter.parse(text));
    refusable(() -> LegacySearch.parse(text, "", ""));
    refusable(() -> LegacySearch.parse("", text, text));
  }

  private static void refusable(Runnable reading) {
    try {
      reading.run();
    } catch (QueryException | InvalidRequestException e) {
      // It is refused.
    }
  }

  public static List<byte[]> querySeeds() {
    return seeds("valid.txt", "valid-metrics.txt");
  }

  public static List<byte[]> tagSeeds() {
    return seeds("tag-filters.txt", "legacy-searches.txt");
  }

  private static List<byte[]> seeds(String one, String other) {
    return Stream.concat(Corpus.rows(one).limit(SEEDS), Corpus.rows(other).limit(SEEDS))
        .map(row -> row.getFirst().getBytes(StandardCharsets.UTF_8))
        .toList();
  }
}
