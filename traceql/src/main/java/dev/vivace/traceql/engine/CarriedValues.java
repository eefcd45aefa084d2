package dev.vivace.traceql.engine;

import dev.vivace.traceql.ast.FieldExpression.Attribute;
import dev.vivace.traceql.ast.FieldExpression.Comparison;
import dev.vivace.traceql.ast.FieldExpression.IntrinsicField;
import dev.vivace.traceql.ast.FieldExpression.Reference;
import dev.vivace.traceql.ast.Intrinsic;
import dev.vivace.traceql.ast.Scope;
import dev.vivace.traceql.engine.RowValues.Binding;
import dev.vivace.traceql.extract.CarriedField;
import dev.vivace.traceql.extract.CarriedFields;
import dev.vivace.traceql.field.Fields;
import dev.vivace.traceql.result.FoundSpan;
import dev.vivace.traceql.result.NamedValue;
import dev.vivace.traceql.table.SpanTable;
import dev.vivace.traceql.value.Value;
import dev.vivace.traceql.value.Value.ArrayValue;
import dev.vivace.traceql.value.Value.Nil;
import dev.vivace.traceql.value.Value.Opaque;
import dev.vivace.traceql.value.Value.StringValue;
import java.util.ArrayList;
import java.util.List;

/// Which values the spans of an answer carry (specification 8.3). For one thread.
final class CarriedValues {

  private static final Reference NAME = new IntrinsicField(Intrinsic.NAME);

  private final SpanTable table;
  private final RowValues values;
  private final List<CarriedField> carried;

  CarriedValues(Fields fields, RowValues values, List<CarriedField> carried) {
    this.table = fields.table();
    this.values = values;
    this.carried = carried;
  }

  FoundSpan span(int row) {
    String name = "";
    List<NamedValue> attributes = new ArrayList<>(carried.size());
    for (CarriedField field : carried) {
      if (field.reference().equals(NAME)) {
        List<NamedValue> names = new ArrayList<>(1);
        add(field, row, names);
        name = names.isEmpty() ? "" : ((StringValue) names.getFirst().value()).text();
      } else {
        add(field, row, attributes);
      }
    }
    return new FoundSpan(
        table.spanIds()[row], name, table.starts()[row], table.durations()[row], attributes);
  }

  private void add(CarriedField field, int row, List<NamedValue> attributes) {
    String key = CarriedFields.key(field.reference());
    List<Value> stored = stored(field, row);
    if (stored.isEmpty()) {
      if (field.showsNil()) {
        add(new NamedValue(key, new StringValue("nil")), attributes);
      }
    } else if (field.isSelected()) {
      stored.forEach(value -> add(new NamedValue(key, value), attributes));
    } else if (field.isAlways()) {
      add(new NamedValue(key, stored.getFirst()), attributes);
    } else {
      addSatisfying(field, row, key, stored, attributes);
    }
  }

  private static void add(NamedValue value, List<NamedValue> attributes) {
    if (!attributes.contains(value)) {
      attributes.add(value);
    }
  }

  /// The first value that satisfies one of the conditions; of an array the elements that do.
  private void addSatisfying(
      CarriedField field, int row, String key, List<Value> stored, List<NamedValue> attributes) {
    for (Value value : stored) {
      List<Value> kept = new ArrayList<>();
      for (Value element : value instanceof ArrayValue(var all) ? all : List.of(value)) {
        if (satisfies(field, row, element)) {
          kept.add(element);
        }
      }
      if (!kept.isEmpty()) {
        Value shown = kept.size() == 1 ? kept.getFirst() : new ArrayValue(kept);
        add(new NamedValue(key, shown), attributes);
        return;
      }
    }
  }

  private boolean satisfies(CarriedField field, int row, Value value) {
    for (Comparison condition : field.conditions()) {
      if (values.holds(condition, row, value)) {
        return true;
      }
    }
    return false;
  }

  /// What is there of a field: of `.x`, if selected, span and resource; of events and links all, or
  /// the first if selected.
  private List<Value> stored(CarriedField field, int row) {
    Reference reference = field.reference();
    List<Value> stored = new ArrayList<>(1);
    if (field.isSelected()
        && reference instanceof Attribute(var scope, var key)
        && scope == Scope.UNSCOPED) {
      addPresent(read(new Attribute(Scope.SPAN, key), row), stored);
      addPresent(read(new Attribute(Scope.RESOURCE, key), row), stored);
      return stored;
    }
    boolean onEvents = Fields.isOfEvents(reference);
    boolean onLinks = Fields.isOfLinks(reference);
    for (Binding binding : values.bindings(row, onEvents, onLinks)) {
      addPresent(values.read(reference, row, binding), stored);
      if (field.isSelected() && !stored.isEmpty()) {
        break;
      }
    }
    return stored;
  }

  private Value read(Reference reference, int row) {
    return values.read(reference, row, Binding.NOTHING);
  }

  private static void addPresent(Value value, List<Value> values) {
    if (!(value instanceof Nil || value instanceof Opaque)) {
      values.add(value);
    }
  }
}
