package dev.vivace.traceql.oracle;

import dev.vivace.traceql.ast.FieldExpression.Reference;
import dev.vivace.traceql.ast.Scope;
import dev.vivace.traceql.legacy.LegacyCondition;
import dev.vivace.traceql.legacy.LegacyCondition.AttributeEquals;
import dev.vivace.traceql.legacy.LegacyCondition.Contains;
import dev.vivace.traceql.legacy.LegacyCondition.HttpStatusIs;
import dev.vivace.traceql.legacy.LegacyCondition.StatusIs;
import dev.vivace.traceql.legacy.LegacySearch;
import dev.vivace.traceql.span.SpanView;
import dev.vivace.traceql.span.TraceView;
import dev.vivace.traceql.value.Value;
import dev.vivace.traceql.value.Value.ArrayValue;
import dev.vivace.traceql.value.Value.IntValue;
import dev.vivace.traceql.value.Value.StringValue;
import java.util.List;
import java.util.stream.Collectors;

/// Answers searches by tags (specification 13).
public final class LegacyOracle {

  private LegacyOracle() {}

  public static boolean matches(LegacySearch search, TraceView trace) {
    long millis = trace.durationNanos() / 1_000_000;
    return millis >= search.minDurationMillis()
        && millis <= search.maxDurationMillis()
        && search.conditions().stream()
            .filter(condition -> !(condition instanceof AttributeEquals))
            .allMatch(
                condition -> trace.spans().stream().anyMatch(span -> holds(condition, trace, span)))
        && attributesHold(search, trace);
  }

  /// All of them within the spans of one resource, not necessarily on one span.
  private static boolean attributesHold(LegacySearch search, TraceView trace) {
    List<LegacyCondition> conditions =
        search.conditions().stream().filter(AttributeEquals.class::isInstance).toList();
    return conditions.isEmpty()
        || trace.spans().stream()
            .collect(Collectors.groupingBy(SpanView::resourceIndex))
            .values()
            .stream()
            .anyMatch(
                spans ->
                    conditions.stream()
                        .allMatch(
                            condition ->
                                spans.stream().anyMatch(span -> holds(condition, trace, span))));
  }

  private static boolean holds(LegacyCondition condition, TraceView trace, SpanView span) {
    return switch (condition) {
      case Contains(var place, var text) ->
          read(place, trace, span) instanceof StringValue(var value) && value.contains(text);
      case HttpStatusIs(var code) ->
          span.attribute(Scope.SPAN, "http.status_code").equals(new IntValue(code));
      case StatusIs(var status) -> span.status() == status;
      case AttributeEquals(var key, var value) ->
          isOrContains(span.attribute(Scope.SPAN, key), value)
              || isOrContains(span.attribute(Scope.RESOURCE, key), value);
    };
  }

  private static Value read(Reference place, TraceView trace, SpanView span) {
    return new References(trace).read(place, span, Binding.first(span));
  }

  private static boolean isOrContains(Value value, String text) {
    return value instanceof ArrayValue(var elements)
        ? elements.contains(new StringValue(text))
        : value.equals(new StringValue(text));
  }
}
