package dev.vivace.traceql.extract;

import dev.vivace.traceql.ast.FieldExpression.Comparison;
import dev.vivace.traceql.ast.FieldExpression.Reference;
import java.util.List;

/// An attribute or intrinsic that a query looks at, and when a returned span carries its value.
///
/// @param isSelected `select` names it: always, whole, and for `.x` from span and resource
/// @param isAlways some mention is more than a comparison with a literal: whenever it is there
/// @param showsNil `= nil` asks for it: the string `nil` where it is missing
/// @param conditions its comparisons with literals: carried if one holds, and of an array the
///   elements for which one holds
public record CarriedField(
    Reference reference,
    boolean isSelected,
    boolean isAlways,
    boolean showsNil,
    List<Comparison> conditions) {

  public CarriedField {
    conditions = List.copyOf(conditions);
  }
}
