package dev.vivace.querier.tags;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiFunction;

/// A look for tags whose answers a test says.
public final class FakeTagSearch implements TagSearch {

  public static final TagMetrics METRICS = new TagMetrics(5120, 1, 2, 1, 8011);

  private final List<Object> requests = new CopyOnWriteArrayList<>();

  public volatile BiFunction<TagNamesRequest, TagProgress<TagNames>, TagNames> names =
      (_, _) -> new TagNames(Map.of(), METRICS, "");

  public volatile BiFunction<TagValuesRequest, TagProgress<TagValues>, TagValues> values =
      (_, _) -> new TagValues(new LinkedHashSet<>(), METRICS, "");

  public List<Object> requests() {
    return requests;
  }

  @Override
  public TagNames names(TagNamesRequest request, TagProgress<TagNames> progress) {
    requests.add(request);
    return names.apply(request, progress);
  }

  @Override
  public TagValues values(TagValuesRequest request, TagProgress<TagValues> progress) {
    requests.add(request);
    return values.apply(request, progress);
  }
}
