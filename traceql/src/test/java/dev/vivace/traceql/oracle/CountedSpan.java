package dev.vivace.traceql.oracle;

import dev.vivace.traceql.ast.FieldExpression.Attribute;
import dev.vivace.traceql.ast.FieldExpression.IntrinsicField;
import dev.vivace.traceql.ast.FieldExpression.Reference;
import dev.vivace.traceql.ast.Intrinsic;
import dev.vivace.traceql.ast.Query;
import dev.vivace.traceql.value.Value;
import dev.vivace.traceql.value.Value.ArrayValue;
import dev.vivace.traceql.value.Value.BoolValue;
import dev.vivace.traceql.value.Value.DurationValue;
import dev.vivace.traceql.value.Value.FloatValue;
import dev.vivace.traceql.value.Value.IntValue;
import dev.vivace.traceql.value.Value.KindValue;
import dev.vivace.traceql.value.Value.Nil;
import dev.vivace.traceql.value.Value.Opaque;
import dev.vivace.traceql.value.Value.StatusValue;
import dev.vivace.traceql.value.Value.StringValue;
import dev.vivace.traceql.value.ValueText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A span that a pipeline kept, and the time of the sample it counts for.
record CountedSpan(PlainTrace trace, PlacedSpan span, long timestampMillis) {

  /// All spans that the body of a query keeps and that start within the axis, each once.
  static List<CountedSpan> of(Query query, List<PlainTrace> traces, PlainAxis axis) {
    List<CountedSpan> counted = new ArrayList<>();
    for (PlainTrace trace : traces) {
      Oracle.answer(query, trace).stream()
          .flatMap(spanset -> spanset.spans().stream())
          .distinct()
          .forEach(
              span ->
                  axis.timestampMillis(span.startUnixNanos())
                      .ifPresent(
                          time -> counted.add(new CountedSpan(trace, (PlacedSpan) span, time))));
    }
    return counted;
  }

  /// The stored value, whatever types conditions look at. Of events and links the value of the
  /// first one that has it.
  Value read(Reference reference) {
    boolean isOfParent =
        switch (reference) {
          case Attribute(var scope, _) -> scope.isParent();
          case IntrinsicField(var intrinsic) -> intrinsic == Intrinsic.PARENT;
        };
    if (isOfParent) {
      return Nil.NIL;
    }
    References references = new References(trace);
    return Binding.all(span, References.isOfEvents(reference), References.isOfLinks(reference))
        .map(binding -> references.read(reference, span, binding))
        .filter(value -> !(value instanceof Nil))
        .findFirst()
        .orElse(Nil.NIL);
  }

  /// What a label shows of a value; nothing of a missing one. The two zeros are equal, so they are
  /// shown as one.
  static Optional<Value> shown(Value value) {
    return switch (value) {
      case StringValue _, IntValue _, BoolValue _ -> Optional.of(value);
      case FloatValue(var number) -> Optional.of(new FloatValue(number + 0.0));
      case DurationValue _, StatusValue _, KindValue _ ->
          Optional.of(new StringValue(ValueText.bare(value)));
      case ArrayValue _, Nil _, Opaque _ -> Optional.empty();
    };
  }
}
