package dev.vivace.querier.tags;

import dev.vivace.model.proto.tempopb.MetadataMetrics;
import dev.vivace.model.proto.tempopb.SearchTagValuesResponse;
import dev.vivace.model.proto.tempopb.SearchTagValuesV2Response;
import dev.vivace.model.proto.tempopb.SearchTagsResponse;
import dev.vivace.model.proto.tempopb.SearchTagsV2Response;
import dev.vivace.model.proto.tempopb.SearchTagsV2Scope;
import java.util.Collection;

/// Names and values as protobuf messages.
public final class TagMessages {

  private TagMessages() {}

  public static SearchTagsResponse namesV1(TagNames answer, TagScope asked) {
    return SearchTagsResponse.newBuilder()
        .addAllTagNames(NamedScope.flat(answer.names(), asked))
        .setMetrics(metrics(answer.metrics()))
        .build();
  }

  public static SearchTagsV2Response namesV2(TagNames answer, TagScope asked) {
    SearchTagsV2Response.Builder response =
        SearchTagsV2Response.newBuilder().setMetrics(metrics(answer.metrics()));
    for (NamedScope scope : NamedScope.of(answer.names(), asked)) {
      response.addScopes(
          SearchTagsV2Scope.newBuilder().setName(scope.name()).addAllTags(scope.tags()));
    }
    return response.build();
  }

  public static SearchTagValuesResponse valuesV1(Collection<TagValue> values, TagMetrics metrics) {
    return SearchTagValuesResponse.newBuilder()
        .addAllTagValues(values.stream().map(TagValue::text).distinct().toList())
        .setMetrics(metrics(metrics))
        .build();
  }

  public static SearchTagValuesV2Response valuesV2(
      Collection<TagValue> values, TagMetrics metrics) {
    SearchTagValuesV2Response.Builder response =
        SearchTagValuesV2Response.newBuilder().setMetrics(metrics(metrics));
    for (TagValue value : values) {
      response.addTagValues(
          dev.vivace.model.proto.tempopb.TagValue.newBuilder()
              .setType(value.type().word())
              .setValue(value.text()));
    }
    return response.build();
  }

  private static MetadataMetrics metrics(TagMetrics metrics) {
    return MetadataMetrics.newBuilder()
        .setInspectedBytes(metrics.inspectedBytes())
        .setTotalJobs(metrics.totalJobs())
        .setCompletedJobs(metrics.completedJobs())
        .setTotalBlocks(metrics.blocks())
        .setTotalBlockBytes(metrics.blockBytes())
        .build();
  }
}
