package dev.vivace.querier.search;

import dev.vivace.traceql.ast.Query;
import dev.vivace.traceql.legacy.LegacySearch;

/// What a search looks for.
public sealed interface SearchFilter {

  /// A TraceQL query; a metrics stage is ignored.
  record ByQuery(Query query) implements SearchFilter {}

  /// Tags and durations, as before the language.
  record ByTags(LegacySearch search) implements SearchFilter {}
}
