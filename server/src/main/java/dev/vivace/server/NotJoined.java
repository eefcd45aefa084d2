package dev.vivace.server;

import dev.vivace.model.error.StoreUnavailableException;
import dev.vivace.querier.search.SearchAnswer;
import dev.vivace.querier.search.SearchProgress;
import dev.vivace.querier.search.SearchRequest;
import dev.vivace.querier.search.TraceSearch;
import dev.vivace.querier.tags.TagNames;
import dev.vivace.querier.tags.TagNamesRequest;
import dev.vivace.querier.tags.TagProgress;
import dev.vivace.querier.tags.TagSearch;
import dev.vivace.querier.tags.TagValues;
import dev.vivace.querier.tags.TagValuesRequest;

/// Answers searches with 503: this process has nothing that reads tables for them.
final class NotJoined implements TraceSearch, TagSearch {

  private static final String MESSAGE =
      "search does not read spans in this version; look up traces by their ids";

  @Override
  public SearchAnswer search(SearchRequest request, SearchProgress progress) {
    throw new StoreUnavailableException(MESSAGE);
  }

  @Override
  public TagNames names(TagNamesRequest request, TagProgress<TagNames> progress) {
    throw new StoreUnavailableException(MESSAGE);
  }

  @Override
  public TagValues values(TagValuesRequest request, TagProgress<TagValues> progress) {
    throw new StoreUnavailableException(MESSAGE);
  }
}
