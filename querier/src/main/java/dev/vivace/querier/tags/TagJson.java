package dev.vivace.querier.tags;

import dev.vivace.querier.json.JsonBytes;
import dev.vivace.querier.json.JsonFields;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Names and values as protobuf's JSON of their messages. The list and `metrics` are there even if
/// they are empty.
final class TagJson {

  private static final int FIRST_BYTES = 4096;

  // Beyond any limit of names and values: escapes make a byte into six.
  private static final long MAX_BYTES = 10 * TagConfig.MAX_ANSWER_BYTES;

  private final JsonBytes out = new JsonBytes(FIRST_BYTES, MAX_BYTES);

  private TagJson() {}

  static JsonBytes namesV1(TagNames answer, TagScope asked) {
    List<String> names = NamedScope.flat(answer.names(), asked);
    return new TagJson().answer("tagNames", names, TagJson::text, answer.metrics());
  }

  static JsonBytes namesV2(TagNames answer, TagScope asked) {
    List<NamedScope> scopes = NamedScope.of(answer.names(), asked);
    return new TagJson().answer("scopes", scopes, TagJson::scope, answer.metrics());
  }

  static JsonBytes valuesV1(TagValues answer) {
    List<String> texts = answer.values().stream().map(TagValue::text).distinct().toList();
    return new TagJson().answer("tagValues", texts, TagJson::text, answer.metrics());
  }

  static JsonBytes valuesV2(TagValues answer) {
    return new TagJson().answer("tagValues", answer.values(), TagJson::value, answer.metrics());
  }

  /// For language models: texts by type.
  static JsonBytes valuesLlm(TagValues answer) {
    TagJson json = new TagJson();
    JsonFields fields = new JsonFields(json.out);
    fields.name("tagValues");
    Map<TagValue.Type, List<TagValue>> byType =
        answer.values().stream().collect(Collectors.groupingBy(TagValue::type));
    JsonFields types = new JsonFields(json.out);
    for (TagValue.Type type : TagValue.Type.values()) {
      List<TagValue> values = byType.get(type);
      if (values != null) {
        types.name(type.word());
        json.out.list(values.stream().map(TagValue::text).toList(), json::text);
      }
    }
    types.end();
    json.metrics(fields, answer.metrics());
    fields.end();
    return json.out;
  }

  private interface ItemWriter<T> {
    void write(TagJson json, T item);
  }

  private <T> JsonBytes answer(
      String name, Collection<T> items, ItemWriter<T> writer, TagMetrics metrics) {
    JsonFields fields = new JsonFields(out);
    fields.name(name);
    out.list(items, item -> writer.write(this, item));
    metrics(fields, metrics);
    fields.end();
    return out;
  }

  private void scope(NamedScope scope) {
    JsonFields fields = new JsonFields(out).text("name", scope.name());
    fields.name("tags");
    out.list(scope.tags(), this::text);
    fields.end();
  }

  private void value(TagValue value) {
    new JsonFields(out).text("type", value.type().word()).text("value", value.text()).end();
  }

  private void text(String text) {
    out.string(text);
  }

  private void metrics(JsonFields fields, TagMetrics metrics) {
    fields.name("metrics");
    new JsonFields(out)
        .unsigned("inspectedBytes", metrics.inspectedBytes())
        .number("totalJobs", metrics.totalJobs())
        .number("completedJobs", metrics.completedJobs())
        .number("totalBlocks", metrics.blocks())
        .unsigned("totalBlockBytes", metrics.blockBytes())
        .end();
  }
}
