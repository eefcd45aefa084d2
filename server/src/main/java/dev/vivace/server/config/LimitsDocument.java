package dev.vivace.server.config;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vivace.model.error.InvalidRequestException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeSet;

/// The limits that a tenant sets over the API: a JSON object with the keys of `overrides.defaults`,
/// of which only some may stand here, each with a value that is valid. Immutable.
public final class LimitsDocument {

  /// The largest document.
  public static final int MAX_BYTES = 64 << 10;

  /// What tenants may set; everything below these paths.
  private static final Set<String> EDITABLE =
      Set.of(
          "forwarders",
          "cost_attribution.dimensions",
          "metrics_generator.processors",
          "metrics_generator.collection_interval",
          "metrics_generator.disable_collection",
          "metrics_generator.trace_id_label_name",
          "metrics_generator.ingestion_time_range_slack",
          "metrics_generator.generate_native_histograms",
          "metrics_generator.native_histogram_bucket_factor",
          "metrics_generator.native_histogram_max_bucket_number",
          "metrics_generator.native_histogram_min_reset_duration",
          "metrics_generator.span_name_sanitization",
          "metrics_generator.processor.service_graphs",
          "metrics_generator.processor.span_metrics",
          "metrics_generator.processor.host_info");

  private static final Set<String> PROCESSORS =
      Set.of(
          "service-graphs",
          "span-metrics",
          "span-metrics-latency",
          "span-metrics-count",
          "span-metrics-size",
          "host-info");

  private static final Duration MIN_COLLECTION = Duration.ofSeconds(15);
  private static final Duration MAX_COLLECTION = Duration.ofMinutes(5);
  private static final Duration MAX_SLACK = Duration.ofHours(12);
  private static final String BODY = "body";

  private static final ObjectMapper MAPPER =
      new ObjectMapper(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(32).build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private final ObjectNode json;

  private LimitsDocument(ObjectNode json) {
    this.json = json;
  }

  /// Reads a document, or throws [InvalidRequestException] with all that is wrong.
  public static LimitsDocument parse(byte[] text) {
    ObjectNode json = object(text);
    LimitsDocument document = new LimitsDocument(json);
    document.check();
    return document;
  }

  private static ObjectNode object(byte[] text) {
    if (text.length > MAX_BYTES) {
      throw new InvalidRequestException(
          "body: %,d bytes (expected: at most %,d)".formatted(text.length, MAX_BYTES));
    }
    try {
      if (MAPPER.readTree(text) instanceof ObjectNode json) {
        return json;
      }
      throw new InvalidRequestException("body: expected a JSON object of limits");
    } catch (JsonProcessingException e) {
      throw new InvalidRequestException("body: not JSON: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw new IllegalStateException("reading from memory", e);
    }
  }

  /// A document without limits.
  public static LimitsDocument empty() {
    return new LimitsDocument(MAPPER.createObjectNode());
  }

  /// This document changed by a merge patch (RFC 7386): null removes a key.
  public LimitsDocument patched(byte[] patch) {
    LimitsDocument patched = new LimitsDocument(json.deepCopy());
    merge(patched.json, object(patch));
    patched.check();
    return patched;
  }

  private static void merge(ObjectNode target, ObjectNode patch) {
    patch
        .properties()
        .forEach(
            field -> {
              JsonNode value = field.getValue();
              if (value.isNull()) {
                target.remove(field.getKey());
              } else if (value instanceof ObjectNode inner) {
                ObjectNode child =
                    target.get(field.getKey()) instanceof ObjectNode old
                        ? old
                        : target.putObject(field.getKey());
                merge(child, inner);
              } else {
                target.set(field.getKey(), value);
              }
            });
  }

  /// The document as JSON.
  public String text() {
    return json.toString();
  }

  /// Lays the document over other limits.
  public LimitsConfig over(LimitsConfig base) {
    return bind(base, new Problems());
  }

  private LimitsConfig bind(LimitsConfig base, Problems problems) {
    ConfigNode.Mapping written = (ConfigNode.Mapping) node(json);
    return RecordBinder.ofLimits(problems, BODY).bindLimits(base, written, BODY);
  }

  private void check() {
    List<String> wrong = new ArrayList<>();
    checkEditable(json, "", wrong);
    Problems problems = new Problems();
    LimitsConfig limits = bind(LimitsConfig.standard(), problems);
    problems.errors().stream()
        .map(error -> error.replace(BODY + ": overrides." + BODY + ".", ""))
        .forEach(wrong::add);
    checkValues(limits.metricsGenerator(), wrong);
    if (!wrong.isEmpty()) {
      throw new InvalidRequestException(String.join("; ", wrong));
    }
  }

  private static void checkEditable(ObjectNode object, String parent, List<String> wrong) {
    object
        .properties()
        .forEach(
            field -> {
              String path = parent + field.getKey();
              if (EDITABLE.contains(path)) {
                return;
              }
              boolean leads = EDITABLE.stream().anyMatch(known -> known.startsWith(path + "."));
              if (leads && field.getValue() instanceof ObjectNode inner) {
                checkEditable(inner, path + ".", wrong);
              } else if (!leads) {
                wrong.add(
                    "%s cannot be set over the API (expected: %s)"
                        .formatted(path, String.join(", ", new TreeSet<>(EDITABLE))));
              }
            });
  }

  private void checkValues(MetricsGeneratorLimits limits, List<String> wrong) {
    for (String processor : limits.processors()) {
      if (!PROCESSORS.contains(processor)) {
        wrong.add(
            "metrics_generator.processors: '%s' (expected: %s)"
                .formatted(processor, String.join(", ", new TreeSet<>(PROCESSORS))));
      }
    }
    Duration interval = limits.collectionInterval();
    if (!json.at("/metrics_generator/collection_interval").isMissingNode()
        && (interval.compareTo(MIN_COLLECTION) < 0 || interval.compareTo(MAX_COLLECTION) > 0)) {
      wrong.add(
          "metrics_generator.collection_interval: %s (expected: 15s to 5m)"
              .formatted(GoDuration.format(interval)));
    }
    Duration slack = limits.ingestionTimeRangeSlack();
    if (slack.isNegative() || slack.compareTo(MAX_SLACK) > 0) {
      wrong.add(
          "metrics_generator.ingestion_time_range_slack: %s (expected: 0s to 12h)"
              .formatted(GoDuration.format(slack)));
    }
    if (limits.nativeHistogramBucketFactor() <= 1) {
      wrong.add(
          "metrics_generator.native_histogram_bucket_factor: %s (expected: more than 1)"
              .formatted(limits.nativeHistogramBucketFactor()));
    }
  }

  /// What of this document the first limits already say otherwise than the second: paths.
  public List<String> conflicts(LimitsConfig said, LimitsConfig defaults) {
    List<String> conflicts = new ArrayList<>();
    for (String path : new TreeSet<>(EDITABLE)) {
      boolean written = !json.at("/" + path.replace('.', '/')).isMissingNode();
      if (written && !editable(said, path).equals(editable(defaults, path))) {
        conflicts.add(path);
      }
    }
    return conflicts;
  }

  /// What tenants may set, as it is in these limits; JSON.
  public static String editable(LimitsConfig limits) {
    ObjectNode all = MAPPER.valueToTree(ConfigPrinter.tree(limits));
    ObjectNode shown = MAPPER.createObjectNode();
    for (String path : new TreeSet<>(EDITABLE)) {
      JsonNode value = all.at("/" + path.replace('.', '/'));
      if (!value.isMissingNode()) {
        put(shown, List.of(path.split("\\.")), value);
      }
    }
    return shown.toString();
  }

  private static JsonNode editable(LimitsConfig limits, String path) {
    return MAPPER
        .<JsonNode>valueToTree(ConfigPrinter.tree(limits))
        .at("/" + path.replace('.', '/'));
  }

  private static void put(ObjectNode target, List<String> path, JsonNode value) {
    if (path.size() == 1) {
      target.set(path.getFirst(), value);
    } else {
      put(target.withObjectProperty(path.getFirst()), path.subList(1, path.size()), value);
    }
  }

  private static ConfigNode node(JsonNode json) {
    if (json.isObject()) {
      SequencedMap<String, ConfigNode> entries = new LinkedHashMap<>();
      for (Map.Entry<String, JsonNode> field : json.properties()) {
        entries.put(field.getKey(), node(field.getValue()));
      }
      return new ConfigNode.Mapping(entries, BODY);
    }
    if (json.isArray()) {
      List<ConfigNode> items = new ArrayList<>();
      json.forEach(item -> items.add(node(item)));
      return new ConfigNode.Sequence(items, BODY);
    }
    return json.isNull() ? new ConfigNode.Absent(BODY) : new ConfigNode.Scalar(json.asText(), BODY);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LimitsDocument document && document.json.equals(json);
  }

  @Override
  public int hashCode() {
    return json.hashCode();
  }

  @Override
  public String toString() {
    return text();
  }
}
