package dev.vivace.querier.tags;

/// Finds names and values of attributes. Thread-safe.
public interface TagSearch {

  /// Looks on the calling thread, or throws a [dev.vivace.model.error.LimitExceededException] if
  /// too many look already. One that meets its deadline, or whose sources fail, gives a partial
  /// answer.
  TagNames names(TagNamesRequest request, TagProgress<TagNames> progress);

  /// As [#names].
  TagValues values(TagValuesRequest request, TagProgress<TagValues> progress);
}
