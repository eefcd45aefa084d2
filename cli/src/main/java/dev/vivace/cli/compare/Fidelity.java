package dev.vivace.cli.compare;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.util.Comparator;
import java.util.List;

/// How faithful an answer must be.
public enum Fidelity {
  /// Each span bit for bit as it was sent; only the order of spans and how they are grouped is
  /// free.
  EXACT,
  /// As Tempo is known to keep spans: the order of attributes, schema URLs, trace states and flags
  /// do not count.
  LENIENT;

  private static final Comparator<KeyValue> BY_KEY =
      Comparator.comparing(KeyValue::getKey)
          .thenComparing(KeyValue::toByteString, ByteString.unsignedLexicographicalComparator());

  /// What of a span counts.
  SentSpan of(SentSpan span) {
    Span normal = withoutEmptyStatus(span.span());
    if (this == EXACT) {
      return new SentSpan(
          normal, span.resource(), span.resourceSchemaUrl(), span.scope(), span.scopeSchemaUrl());
    }
    return new SentSpan(lenient(normal), lenient(span.resource()), "", lenient(span.scope()), "");
  }

  // An absent status is an empty one: answers may always have it.
  private static Span withoutEmptyStatus(Span span) {
    boolean empty = span.hasStatus() && span.getStatus().equals(Status.getDefaultInstance());
    return empty ? span.toBuilder().clearStatus().build() : span;
  }

  private static Span lenient(Span span) {
    Span.Builder changed = span.toBuilder().clearTraceState().clearFlags();
    changed.clearAttributes().addAllAttributes(sorted(span.getAttributesList()));
    changed
        .getEventsBuilderList()
        .forEach(
            event -> {
              List<KeyValue> sorted = sorted(event.getAttributesList());
              event.clearAttributes().addAllAttributes(sorted);
            });
    changed
        .getLinksBuilderList()
        .forEach(
            link -> {
              List<KeyValue> sorted = sorted(link.getAttributesList());
              link.clearTraceState().clearFlags().clearAttributes().addAllAttributes(sorted);
            });
    return changed.build();
  }

  private static Resource lenient(Resource resource) {
    List<KeyValue> sorted = sorted(resource.getAttributesList());
    return resource.toBuilder().clearAttributes().addAllAttributes(sorted).build();
  }

  private static InstrumentationScope lenient(InstrumentationScope scope) {
    List<KeyValue> sorted = sorted(scope.getAttributesList());
    return scope.toBuilder().clearAttributes().addAllAttributes(sorted).build();
  }

  private static List<KeyValue> sorted(List<KeyValue> attributes) {
    return attributes.stream().sorted(BY_KEY).toList();
  }
}
