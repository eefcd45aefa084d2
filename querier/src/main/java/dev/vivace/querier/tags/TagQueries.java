package dev.vivace.querier.tags;

import dev.vivace.traceql.ast.FieldExpression.IntrinsicField;
import dev.vivace.traceql.ast.Intrinsic;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Looks for names and values, and knows those that need no look.
public final class TagQueries {

  /// What completion offers besides attributes.
  static final List<String> INTRINSICS =
      List.of(
          "duration",
          "name",
          "status",
          "statusMessage",
          "kind",
          "rootServiceName",
          "rootName",
          "traceDuration",
          "event:name",
          "event:timeSinceStart",
          "link:spanID",
          "link:traceID",
          "instrumentation:name",
          "instrumentation:version",
          "trace:id",
          "trace:rootName",
          "trace:rootService",
          "trace:duration",
          "span:id",
          "span:parentID",
          "span:name",
          "span:kind",
          "span:status",
          "span:statusMessage",
          "span:duration");

  private static final TagMetrics NOTHING = new TagMetrics(0, 0, 0, 0, 0);

  private static final Map<Intrinsic, TagValues> FIXED =
      Map.of(
          Intrinsic.STATUS, keywords("error", "ok", "unset"),
          Intrinsic.KIND,
              keywords("client", "server", "producer", "consumer", "internal", "unspecified"),
          Intrinsic.DURATION, keywords(),
          Intrinsic.SPAN_ID, keywords(),
          Intrinsic.SPAN_PARENT_ID, keywords(),
          Intrinsic.TRACE_ID, keywords(),
          Intrinsic.LINK_SPAN_ID, keywords(),
          Intrinsic.LINK_TRACE_ID, keywords());

  private final TagSearch search;

  public TagQueries(TagSearch search) {
    this.search = search;
  }

  public TagNames names(TagNamesRequest request, TagProgress<TagNames> progress) {
    return request.scope().scopes().isEmpty()
        ? new TagNames(Map.of(), NOTHING, "")
        : search.names(request, progress);
  }

  public TagValues values(TagValuesRequest request, TagProgress<TagValues> progress) {
    if (request.target().reference() instanceof IntrinsicField(var intrinsic)) {
      TagValues fixed = FIXED.get(intrinsic);
      if (fixed != null) {
        return fixed;
      }
    }
    return search.values(request, progress);
  }

  private static TagValues keywords(String... words) {
    SequencedSet<TagValue> values =
        Stream.of(words)
            .map(word -> new TagValue(TagValue.Type.KEYWORD, word))
            .collect(Collectors.toCollection(LinkedHashSet::new));
    return new TagValues(values, NOTHING, "");
  }
}
