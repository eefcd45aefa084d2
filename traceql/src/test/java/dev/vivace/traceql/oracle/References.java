package dev.vivace.traceql.oracle;

import dev.vivace.traceql.ast.FieldExpression.Attribute;
import dev.vivace.traceql.ast.FieldExpression.IntrinsicField;
import dev.vivace.traceql.ast.FieldExpression.Reference;
import dev.vivace.traceql.ast.Intrinsic;
import dev.vivace.traceql.ast.Scope;
import dev.vivace.traceql.span.SpanView;
import dev.vivace.traceql.span.TraceView;
import dev.vivace.traceql.value.Value;
import dev.vivace.traceql.value.Value.DurationValue;
import dev.vivace.traceql.value.Value.IntValue;
import dev.vivace.traceql.value.Value.KindValue;
import dev.vivace.traceql.value.Value.Nil;
import dev.vivace.traceql.value.Value.StatusValue;
import dev.vivace.traceql.value.Value.StringValue;

/// Reads attributes and intrinsics (specification 3 and 5.4).
record References(TraceView trace) {

  static boolean isOfEvents(Reference reference) {
    return switch (reference) {
      case Attribute(var scope, _) -> scope == Scope.EVENT;
      case IntrinsicField(var intrinsic) -> intrinsic.isOfEvents();
    };
  }

  static boolean isOfLinks(Reference reference) {
    return switch (reference) {
      case Attribute(var scope, _) -> scope == Scope.LINK;
      case IntrinsicField(var intrinsic) -> intrinsic.isOfLinks();
    };
  }

  /// The scope that an attribute is found in: `.x` is the span's if the span has one at all.
  static Scope levelOf(Attribute attribute, SpanView span) {
    if (attribute.scope() != Scope.UNSCOPED) {
      return attribute.scope();
    }
    boolean isOnSpan = !(span.attribute(Scope.SPAN, attribute.name()) instanceof Nil);
    return isOnSpan ? Scope.SPAN : Scope.RESOURCE;
  }

  Value read(Reference reference, SpanView span, Binding binding) {
    return switch (reference) {
      case Attribute attribute -> read(attribute, span, binding);
      case IntrinsicField(var intrinsic) -> read(intrinsic, span, binding);
    };
  }

  private static Value read(Attribute attribute, SpanView span, Binding binding) {
    String key = attribute.name();
    return switch (attribute.scope()) {
      case EVENT -> binding.event().map(event -> event.attribute(key)).orElse(Nil.NIL);
      case LINK -> binding.link().map(link -> link.attribute(key)).orElse(Nil.NIL);
      case UNSCOPED, SPAN, RESOURCE, INSTRUMENTATION ->
          span.attribute(levelOf(attribute, span), key);
      case PARENT, PARENT_SPAN, PARENT_RESOURCE ->
          throw new IllegalStateException("not validated: " + attribute);
    };
  }

  private Value read(Intrinsic intrinsic, SpanView span, Binding binding) {
    return switch (intrinsic) {
      case DURATION -> new DurationValue(span.durationNanos());
      case NAME -> new StringValue(span.name());
      case STATUS -> new StatusValue(span.status());
      case STATUS_MESSAGE -> new StringValue(span.statusMessage());
      case KIND -> new KindValue(span.kind());
      case SPAN_ID -> new StringValue(span.spanId());
      case SPAN_PARENT_ID -> new StringValue(span.parentSpanId());
      case SPAN_CHILD_COUNT -> new IntValue(span.childCount());
      case ROOT_NAME -> new StringValue(trace.rootName());
      case ROOT_SERVICE_NAME -> new StringValue(trace.rootServiceName());
      case TRACE_DURATION -> new DurationValue(trace.durationNanos());
      case TRACE_ID -> new StringValue(withoutLeadingZeros(trace.traceId()));
      case EVENT_NAME ->
          binding.event().<Value>map(event -> new StringValue(event.name())).orElse(Nil.NIL);
      case EVENT_TIME_SINCE_START ->
          binding
              .event()
              .<Value>map(event -> new DurationValue(event.timeSinceStartNanos()))
              .orElse(Nil.NIL);
      case LINK_TRACE_ID ->
          binding.link().<Value>map(link -> new StringValue(link.traceId())).orElse(Nil.NIL);
      case LINK_SPAN_ID ->
          binding.link().<Value>map(link -> new StringValue(link.spanId())).orElse(Nil.NIL);
      case INSTRUMENTATION_NAME -> new StringValue(span.instrumentationName());
      case INSTRUMENTATION_VERSION -> new StringValue(span.instrumentationVersion());
      case NESTED_SET_LEFT -> new IntValue(span.nestedSet().left());
      case NESTED_SET_RIGHT -> new IntValue(span.nestedSet().right());
      case NESTED_SET_PARENT -> new IntValue(span.nestedSet().parent());
      case PARENT -> throw new IllegalStateException("not validated: parent");
    };
  }

  static String withoutLeadingZeros(String hex) {
    return hex.replaceFirst("^0+", "");
  }
}
