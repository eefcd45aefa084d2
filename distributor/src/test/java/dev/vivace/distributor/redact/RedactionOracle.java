package dev.vivace.distributor.redact;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.common.v1.KeyValueList;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Redacts with the library's classes, and Java's own regular expressions, what [Redaction] redacts
/// in bytes.
final class RedactionOracle {

  private final List<RedactionRule> rules;
  private final ValueHash hash = new ValueHash(Requests.KEY);

  RedactionOracle(List<RedactionRule> rules) {
    this.rules = rules;
  }

  ExportTraceServiceRequest redact(ExportTraceServiceRequest request) {
    ExportTraceServiceRequest.Builder builder = request.toBuilder();
    builder.getResourceSpansBuilderList().forEach(this::redact);
    return builder.build();
  }

  private void redact(ResourceSpans.Builder builder) {
    if (builder.hasResource()) {
      Resource.Builder resource = builder.getResourceBuilder();
      List<KeyValue> left = attributes(RedactionScope.RESOURCE, resource.getAttributesList());
      resource.clearAttributes().addAllAttributes(left);
    }
    builder.getScopeSpansBuilderList().forEach(this::redact);
  }

  private void redact(ScopeSpans.Builder builder) {
    if (builder.hasScope()) {
      InstrumentationScope.Builder scope = builder.getScopeBuilder();
      List<KeyValue> left = attributes(RedactionScope.SCOPE, scope.getAttributesList());
      scope.clearAttributes().addAllAttributes(left);
      scope.setName(name(RedactionScope.SCOPE, scope.getName()));
      scope.setVersion(name(RedactionScope.SCOPE, scope.getVersion()));
    }
    builder.getSpansBuilderList().forEach(this::redact);
  }

  private void redact(Span.Builder span) {
    List<KeyValue> left = attributes(RedactionScope.SPAN, span.getAttributesList());
    span.clearAttributes().addAllAttributes(left);
    span.setName(name(RedactionScope.SPAN, span.getName()));
    span.setTraceState(name(RedactionScope.SPAN, span.getTraceState()));
    if (span.hasStatus()) {
      String message = span.getStatus().getMessage();
      span.getStatusBuilder().setMessage(name(RedactionScope.SPAN, message));
    }
    for (Span.Event.Builder event : span.getEventsBuilderList()) {
      List<KeyValue> ofEvent = attributes(RedactionScope.EVENT, event.getAttributesList());
      event.clearAttributes().addAllAttributes(ofEvent);
      event.setName(name(RedactionScope.EVENT, event.getName()));
    }
    for (Span.Link.Builder link : span.getLinksBuilderList()) {
      List<KeyValue> ofLink = attributes(RedactionScope.LINK, link.getAttributesList());
      link.clearAttributes().addAllAttributes(ofLink);
      link.setTraceState(name(RedactionScope.LINK, link.getTraceState()));
    }
  }

  private String name(RedactionScope scope, String name) {
    Set<Integer> every = new TreeSet<>();
    for (int i = 0; i < rules.size(); i++) {
      if (rules.get(i).keys() instanceof KeySelector.Any) {
        every.add(i);
      }
    }
    String left = text(scope, name, every);
    return left == null ? "" : left;
  }

  private List<KeyValue> attributes(RedactionScope scope, List<KeyValue> sent) {
    return attributes(scope, sent, Set.of());
  }

  private List<KeyValue> attributes(
      RedactionScope scope, List<KeyValue> sent, Set<Integer> inherited) {
    List<KeyValue> left = new ArrayList<>();
    for (KeyValue attribute : sent) {
      KeyValue redacted = attribute(scope, attribute, inherited);
      if (redacted != null) {
        left.add(redacted);
      }
    }
    return left;
  }

  private @Nullable KeyValue attribute(
      RedactionScope scope, KeyValue attribute, Set<Integer> inherited) {
    Set<Integer> active = new TreeSet<>(inherited);
    for (int i = 0; i < rules.size(); i++) {
      RedactionRule rule = rules.get(i);
      if (rule.scopes().contains(scope) && names(rule.keys(), attribute.getKey())) {
        if (rule.value() == null) {
          return whole(rule.action(), attribute);
        }
        active.add(i);
      }
    }
    if (!attribute.hasValue()) {
      return attribute;
    }
    AnyValue value = value(scope, attribute.getValue(), active);
    return value == null ? null : attribute.toBuilder().setValue(value).build();
  }

  private static boolean names(KeySelector keys, String key) {
    return switch (keys) {
      case KeySelector.Any _ -> true;
      case KeySelector.Exact(var one) -> one.equals(key);
      case KeySelector.Matching(var pattern) -> Pattern.matches(pattern.pattern(), key);
    };
  }

  private @Nullable KeyValue whole(RedactionAction action, KeyValue attribute) {
    return switch (action) {
      case DELETE -> null;
      case MASK -> Requests.attribute(attribute.getKey(), "****");
      case HASH -> {
        byte[] value = hashed(attribute.getValue());
        yield Requests.attribute(attribute.getKey(), hash.of(value, 0, value.length));
      }
    };
  }

  private static byte[] hashed(AnyValue value) {
    if (value.getUnknownFields().getSerializedSize() > 0) {
      return value.toByteArray();
    }
    Object plain =
        switch (value.getValueCase()) {
          case STRING_VALUE -> value.getStringValue();
          case INT_VALUE -> value.getIntValue();
          case BOOL_VALUE -> value.getBoolValue();
          case DOUBLE_VALUE -> value.getDoubleValue();
          case BYTES_VALUE -> value.getBytesValue();
          default -> value.toByteString();
        };
    return plain instanceof ByteString bytes
        ? bytes.toByteArray()
        : plain.toString().getBytes(StandardCharsets.UTF_8);
  }

  private @Nullable AnyValue value(RedactionScope scope, AnyValue value, Set<Integer> active) {
    AnyValue.Builder builder = value.toBuilder();
    switch (value.getValueCase()) {
      case STRING_VALUE -> {
        String left = text(scope, value.getStringValue(), active);
        if (left == null) {
          return null;
        }
        builder.setStringValue(left);
      }
      case ARRAY_VALUE -> {
        ArrayValue.Builder array = builder.getArrayValueBuilder().clearValues();
        for (AnyValue element : value.getArrayValue().getValuesList()) {
          AnyValue left = value(scope, element, active);
          if (left != null) {
            array.addValues(left);
          }
        }
      }
      case KVLIST_VALUE -> {
        KeyValueList.Builder list = builder.getKvlistValueBuilder().clearValues();
        list.addAllValues(attributes(scope, value.getKvlistValue().getValuesList(), active));
      }
      default -> {}
    }
    return builder.build();
  }

  private @Nullable String text(RedactionScope scope, String sent, Set<Integer> active) {
    String text = sent;
    for (int i : active) {
      RedactionRule rule = rules.get(i);
      com.google.re2j.Pattern value = rule.value();
      if (value != null && rule.scopes().contains(scope)) {
        Matcher matcher = Pattern.compile(value.pattern()).matcher(text);
        if (rule.action() == RedactionAction.DELETE) {
          if (matcher.find()) {
            return null;
          }
          continue;
        }
        text = replaced(rule.action(), matcher);
      }
    }
    return text;
  }

  private String replaced(RedactionAction action, Matcher matcher) {
    StringBuilder out = new StringBuilder();
    while (matcher.find()) {
      String found = matcher.group();
      matcher.appendReplacement(
          out, Matcher.quoteReplacement(action == RedactionAction.HASH ? hash.of(found) : "****"));
      if (out.length() > TextSearch.MAX_REDACTED_CHARACTERS) {
        return "****";
      }
    }
    return matcher.appendTail(out).toString();
  }
}
