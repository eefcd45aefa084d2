package dev.vivace.traceql.oracle;

import dev.vivace.traceql.ast.FieldExpression.Attribute;
import dev.vivace.traceql.ast.FieldExpression.Reference;
import dev.vivace.traceql.ast.Query;
import dev.vivace.traceql.ast.Scope;
import dev.vivace.traceql.extract.CarriedField;
import dev.vivace.traceql.extract.CarriedFields;
import dev.vivace.traceql.span.SpanView;
import dev.vivace.traceql.value.Value;
import dev.vivace.traceql.value.Value.ArrayValue;
import dev.vivace.traceql.value.Value.Nil;
import dev.vivace.traceql.value.Value.Opaque;
import dev.vivace.traceql.value.Value.StringValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What a returned span carries (specification 8.3).
record Carried(Query query, SpanConditions conditions) {

  List<Map.Entry<String, Value>> of(SpanView span) {
    List<Map.Entry<String, Value>> entries = new ArrayList<>();
    for (CarriedField field : CarriedFields.of(query)) {
      String key = CarriedFields.key(field.reference());
      values(field, span).stream()
          .map(value -> Map.entry(key, value))
          .filter(entry -> !entries.contains(entry))
          .forEach(entries::add);
    }
    return entries;
  }

  private List<Value> values(CarriedField field, SpanView span) {
    List<Value> stored = stored(field, span);
    List<Value> shown =
        field.isSelected() || field.isAlways()
            ? stored.stream().limit(field.isSelected() ? 2 : 1).toList()
            : stored.stream()
                .flatMap(value -> satisfying(field, span, value).stream())
                .limit(1)
                .toList();
    boolean isMissing = stored.isEmpty() && field.showsNil();
    return isMissing ? List.of(new StringValue("nil")) : shown;
  }

  /// All values of the reference; of `.x`, if selected, both levels.
  private List<Value> stored(CarriedField field, SpanView span) {
    Reference reference = field.reference();
    if (field.isSelected()
        && reference instanceof Attribute(var scope, var name)
        && scope == Scope.UNSCOPED) {
      return present(
          List.of(span.attribute(Scope.SPAN, name), span.attribute(Scope.RESOURCE, name)));
    }
    List<Value> all =
        Binding.all(span, References.isOfEvents(reference), References.isOfLinks(reference))
            .map(binding -> conditions.values().read(reference, span, binding))
            .toList();
    return field.isSelected() ? present(all).stream().limit(1).toList() : present(all);
  }

  private static List<Value> present(List<Value> values) {
    return values.stream()
        .filter(value -> !(value instanceof Nil || value instanceof Opaque))
        .toList();
  }

  private List<Value> satisfying(CarriedField field, SpanView span, Value value) {
    List<Value> elements = value instanceof ArrayValue(var some) ? some : List.of(value);
    List<Value> kept =
        elements.stream()
            .filter(
                element ->
                    field.conditions().stream()
                        .anyMatch(condition -> conditions.holds(condition, span, element)))
            .toList();
    return kept.size() < 2 ? kept : List.of(new ArrayValue(kept));
  }
}
