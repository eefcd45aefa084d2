package dev.vivace.querier.search;

import dev.vivace.querier.json.JsonBytes;
import dev.vivace.querier.json.JsonFields;

/// What a query took, as protobuf's JSON of `tempopb.SearchMetrics`.
public final class SearchMetricsJson {

  private SearchMetricsJson() {}

  public static void write(JsonBytes out, SearchMetrics metrics) {
    new JsonFields(out)
        .number("inspectedTraces", SearchText.uint32(metrics.inspectedTraces()))
        .unsigned("inspectedBytes", metrics.inspectedBytes())
        .number("totalBlocks", metrics.blocks())
        .number("completedJobs", metrics.completedJobs())
        .number("totalJobs", metrics.totalJobs())
        .unsigned("totalBlockBytes", metrics.blockBytes())
        .unsigned("inspectedSpans", metrics.inspectedSpans())
        .end();
  }
}
