package dev.vivace.traceql.metrics;

import dev.vivace.traceql.ast.FieldExpression.Attribute;
import dev.vivace.traceql.ast.FieldExpression.IntrinsicField;
import dev.vivace.traceql.ast.FieldExpression.Reference;
import dev.vivace.traceql.ast.Intrinsic;
import dev.vivace.traceql.field.Field;
import dev.vivace.traceql.field.Field.Missing;
import dev.vivace.traceql.field.Field.Owned;
import dev.vivace.traceql.field.Fields;
import dev.vivace.traceql.table.SpanTable;
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

/// What metrics functions read of the spans of one table. For one thread.
final class RowFields {

  private final Fields fields;

  RowFields(SpanTable table) {
    this.fields = new Fields(table);
  }

  SpanTable table() {
    return fields.table();
  }

  int traceOf(int row) {
    return fields.traceOf(row);
  }

  /// What a reference is in this table; of parents nothing is there.
  Field field(Reference reference) {
    boolean isOfParent =
        switch (reference) {
          case Attribute(var scope, _) -> scope.isParent();
          case IntrinsicField(var intrinsic) -> intrinsic == Intrinsic.PARENT;
        };
    return isOfParent ? new Missing() : fields.get(reference);
  }

  /// The value of a span; of several events or links that of the first that has one.
  Value value(Field field, int row) {
    if (!(field instanceof Owned(var owned, var inner))) {
      return fields.value(field, row);
    }
    int[] firstRows = owned.firstRows();
    for (int at = firstRows[row]; at < firstRows[row + 1]; at++) {
      Value value = fields.value(inner, at);
      if (!(value instanceof Nil)) {
        return value;
      }
    }
    return Nil.NIL;
  }

  /// A value as series show it: durations, status and kind as text, and nothing of what is no
  /// single value.
  static Value label(Value value) {
    return switch (value) {
      case StringValue _, IntValue _, BoolValue _ -> value;
      case FloatValue(var number) -> new FloatValue(number + 0.0); // −0.0 equals 0.0.
      case DurationValue _, StatusValue _, KindValue _ -> new StringValue(ValueText.bare(value));
      case ArrayValue _, Opaque _, Nil _ -> Nil.NIL;
    };
  }
}
