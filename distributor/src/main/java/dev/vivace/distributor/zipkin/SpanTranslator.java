package dev.vivace.distributor.zipkin;

import dev.vivace.distributor.ZipkinReceiverConfig;
import dev.vivace.distributor.ingest.RefusedException;
import dev.vivace.distributor.translate.OtlpRequestWriter;
import dev.vivace.distributor.translate.Text;
import dev.vivace.distributor.zipkin.TagValue.TextValue;
import java.util.Map;
import java.util.TreeMap;

/// Puts spans of Zipkin into words of OTLP. For one request.
///
/// ```text
///   localEndpoint                 resource: service.name; span: net.host.*
///   remoteEndpoint                span: peer.service, net.peer.*
///   tags   of resources           resource      otel.scope.*, otel.library.*   scope
///          span.kind              kind          error, otel.status_*           status, see SpanStatus
///          w3c.tracestate         trace state   otlp.link.*                    links
///          otel.dropped_*_count   counters      any other                      attributes
///   annotations                   events, see EventText
/// ```
///
/// What a tag says in a place of its own is not said a second time as an attribute. The `shared`
/// flag is not kept: both sides of a call are told apart by kind.
final class SpanTranslator {

  private static final String SERVICE_NAME = "service.name";

  /// What the collector's exporter writes for spans without a service.
  private static final String NO_SERVICE_NAME = "OTLPResourceNoServiceName";

  private static final Text ABSENT_START = Text.of("otel.zipkin.absentField.startTime");
  private static final int MAX_COUNT_DIGITS = 9;

  private final ZipkinReceiverConfig config;
  private final long receivedNanos;
  private final OtlpRequestWriter out;
  private final EndpointNames endpoints;
  private final EventText events = new EventText();
  private final EmbeddedJson json = new EmbeddedJson();

  /// @param receivedNanos when spans began that do not say it
  SpanTranslator(ZipkinReceiverConfig config, long receivedNanos, OtlpRequestWriter out) {
    this.config = config;
    this.receivedNanos = receivedNanos;
    this.out = out;
    this.endpoints = new EndpointNames(config.endpointAttributes(), out);
  }

  /// Writes a span; its tags are used up.
  void write(ZipkinSpan span) throws RefusedException {
    Map<String, TagValue> tags = span.tags();
    Text scopeName = takeFirst(tags, "otel.scope.name", "otel.library.name");
    Text scopeVersion = takeFirst(tags, "otel.scope.version", "otel.library.version");
    writeResource(takeResource(span, tags));
    out.beginScope(scopeName, scopeVersion);
    beginSpan(span.ids);
    writeIntrinsics(span, tags);
    writeLinks(takeLinks(tags));
    writeAttributes(span, tags);
    for (Annotation annotation : span.annotations()) {
      events.write(annotation, out);
    }
    out.endSpan();
  }

  private void writeResource(Map<String, TagValue> attributes) {
    out.beginResource();
    attributes.forEach((key, value) -> value.write(Text.of(key), out));
  }

  /// The resource's attributes in the order of their names, so that equal ones are one resource.
  private Map<String, TagValue> takeResource(ZipkinSpan span, Map<String, TagValue> tags) {
    Map<String, TagValue> resource = new TreeMap<>();
    String source = takeFirst(tags, "otlp.service.name.source").toString();
    String nameKey = source.isEmpty() ? SERVICE_NAME : source;
    Text name = span.local.serviceName();
    boolean isNamed = !name.isEmpty() && !name.toString().equals(NO_SERVICE_NAME);
    TagValue value = TagValue.of(name);
    if (isNamed) {
      resource.put(nameKey, value);
      tags.remove(nameKey, value); // Another name is one that the span has beside it.
    }
    tags.entrySet()
        .removeIf(
            tag ->
                ResourceKeys.contains(tag.getKey())
                    && resource.putIfAbsent(tag.getKey(), tag.getValue()) == null);
    return resource;
  }

  private void beginSpan(SpanIds ids) {
    if (ids.areNumbers()) {
      out.beginSpan(ids.traceHigh(), ids.traceLow(), ids.id());
    } else {
      out.beginSpan(ids.traceIdBytes(), ids.idBytes());
    }
    out.parentId(ids.parentId());
  }

  private void writeIntrinsics(ZipkinSpan span, Map<String, TagValue> tags) {
    out.name(span.name);
    span.kind = takeKind(span.kind, tags);
    out.kind(span.kind.otlpNumber());
    out.traceState(takeFirst(tags, "w3c.tracestate"));
    out.droppedCounts(
        takeCount(tags, "otel.dropped_attributes_count"),
        takeCount(tags, "otel.dropped_events_count"),
        takeCount(tags, "otel.dropped_links_count"));
    SpanStatus status = SpanStatus.take(tags, span.isFirstVersion);
    if (status.code() != SpanStatus.Code.UNSET || !status.message().isEmpty()) {
      out.status(status.code().ordinal(), status.message());
    }
    long startNanos = startNanos(span);
    out.times(startNanos, Micros.endNanos(startNanos, span.durationMicros));
  }

  private static SpanKind takeKind(SpanKind said, Map<String, TagValue> tags) {
    TagValue tag = said == SpanKind.NONE ? tags.get("span.kind") : null;
    SpanKind kind = tag == null ? said : SpanKind.ofWord(tag.asText());
    if (tag != null && kind != SpanKind.NONE) {
      tags.remove("span.kind");
    }
    return kind;
  }

  private static int takeCount(Map<String, TagValue> tags, String key) {
    TagValue tag = tags.get(key);
    String digits = tag == null ? "" : tag.asText();
    boolean isCount =
        !digits.isEmpty()
            && digits.length() <= MAX_COUNT_DIGITS
            && digits.chars().allMatch(next -> next >= '0' && next <= '9');
    if (!isCount) {
      return 0;
    }
    tags.remove(key);
    return Integer.parseInt(digits);
  }

  private long startNanos(ZipkinSpan span) {
    if (span.timestampMicros > 0) {
      return Micros.toNanos(span.timestampMicros);
    }
    long earliestMicros = Long.MAX_VALUE;
    for (Annotation annotation : span.annotations()) {
      if (annotation.timestampMicros() > 0) {
        earliestMicros = Math.min(earliestMicros, annotation.timestampMicros());
      }
    }
    return earliestMicros == Long.MAX_VALUE ? receivedNanos : Micros.toNanos(earliestMicros);
  }

  private static Map<Integer, LinkText> takeLinks(Map<String, TagValue> tags) {
    Map<Integer, LinkText> links = new TreeMap<>();
    tags.entrySet()
        .removeIf(
            tag -> {
              int index = LinkText.index(tag.getKey());
              LinkText link = index < 0 ? null : LinkText.parse(tag.getValue());
              return link != null && links.putIfAbsent(index, link) == null;
            });
    return links;
  }

  private void writeLinks(Map<Integer, LinkText> links) {
    links.values().forEach(link -> link.write(json, out));
  }

  private void writeAttributes(ZipkinSpan span, Map<String, TagValue> tags) {
    tags.forEach((key, value) -> typed(value).write(Text.of(key), out));
    endpoints.write(span, span.kind, tags.keySet());
    if (span.timestampMicros <= 0) {
      out.boolAttribute(ABSENT_START, true);
    }
  }

  private TagValue typed(TagValue value) {
    return config.parseStringTags() ? TagTypes.typed(value) : value;
  }

  /// Takes all these tags out; the text of the first that is not empty.
  private static Text takeFirst(Map<String, TagValue> tags, String... keys) {
    Text first = Text.EMPTY;
    for (String key : keys) {
      TagValue tag = tags.remove(key);
      if (tag != null && first.isEmpty()) {
        first = tag instanceof TextValue(Text text) ? text : Text.of(tag.asText());
      }
    }
    return first;
  }
}
