package dev.vivace.cli.compare;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import dev.vivace.cli.content.ContentKeys;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/// A span with all that belongs to it, so that nothing about it can be lost unseen.
record SentSpan(
    Span span,
    Resource resource,
    String resourceSchemaUrl,
    InstrumentationScope scope,
    String scopeSchemaUrl) {

  private static final int MAX_SHOWN_CHARACTERS = 200;

  /// Within a trace a span is known by its id, kind and start.
  record Identity(ByteString spanId, int kind, long startNanos) {
    @Override
    public String toString() {
      return "span %s, kind %d, start %d"
          .formatted(HexFormat.of().formatHex(spanId.toByteArray()), kind, startNanos);
    }
  }

  Identity identity() {
    return new Identity(span.getSpanId(), span.getKindValue(), span.getStartTimeUnixNano());
  }

  /// The tenant for whom the auditor sent it; empty if that is none, or somebody else sent it.
  String tenant() {
    for (KeyValue attribute : resource.getAttributesList()) {
      if (attribute.getKey().equals(ContentKeys.TENANT)) {
        return attribute.getValue().getStringValue();
      }
    }
    return "";
  }

  static List<SentSpan> of(List<ResourceSpans> envelopes, Fidelity fidelity) {
    List<SentSpan> spans = new ArrayList<>();
    for (ResourceSpans envelope : envelopes) {
      for (ScopeSpans scopeSpans : envelope.getScopeSpansList()) {
        for (Span span : scopeSpans.getSpansList()) {
          spans.add(
              fidelity.of(
                  new SentSpan(
                      span,
                      envelope.getResource(),
                      envelope.getSchemaUrl(),
                      scopeSpans.getScope(),
                      scopeSpans.getSchemaUrl())));
        }
      }
    }
    return spans;
  }

  /// Says where another one differs; empty if it does not, by its bytes.
  String differenceTo(SentSpan found) {
    List<String> parts = new ArrayList<>();
    compare("span", span, found.span, parts);
    compare("resource", resource, found.resource, parts);
    compare("scope", scope, found.scope, parts);
    if (!resourceSchemaUrl.equals(found.resourceSchemaUrl)) {
      parts.add(
          "resource schema URL: sent '%s', found '%s'"
              .formatted(resourceSchemaUrl, found.resourceSchemaUrl));
    }
    if (!scopeSchemaUrl.equals(found.scopeSchemaUrl)) {
      parts.add(
          "scope schema URL: sent '%s', found '%s'"
              .formatted(scopeSchemaUrl, found.scopeSchemaUrl));
    }
    return String.join("; ", parts);
  }

  private static void compare(String what, Message sent, Message found, List<String> parts) {
    // By their encodings: equals() takes all NaNs for one.
    if (sent.toByteString().equals(found.toByteString())) {
      return;
    }
    int before = parts.size();
    for (var field : sent.getDescriptorForType().getFields()) {
      if (!sent.getField(field).equals(found.getField(field))) {
        parts.add(
            "%s.%s: sent %s, found %s"
                .formatted(
                    what,
                    field.getName(),
                    shown(sent.getField(field)),
                    shown(found.getField(field))));
      }
    }
    if (parts.size() == before) {
      parts.add(what + ": other bytes");
    }
  }

  private static String shown(Object value) {
    String text = value.toString().replaceAll("\\s+", " ");
    return text.length() <= MAX_SHOWN_CHARACTERS
        ? text
        : text.substring(0, MAX_SHOWN_CHARACTERS) + "…";
  }
}
