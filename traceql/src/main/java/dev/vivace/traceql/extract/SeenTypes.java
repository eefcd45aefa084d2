package dev.vivace.traceql.extract;

import dev.vivace.traceql.ast.FieldExpression;
import dev.vivace.traceql.ast.FieldExpression.Arithmetic;
import dev.vivace.traceql.ast.FieldExpression.Attribute;
import dev.vivace.traceql.ast.FieldExpression.Comparison;
import dev.vivace.traceql.ast.FieldExpression.Existence;
import dev.vivace.traceql.ast.FieldExpression.IntrinsicField;
import dev.vivace.traceql.ast.FieldExpression.Literal;
import dev.vivace.traceql.ast.FieldExpression.Logical;
import dev.vivace.traceql.ast.FieldExpression.Reference;
import dev.vivace.traceql.ast.FieldExpression.Unary;
import dev.vivace.traceql.ast.Mentions;
import dev.vivace.traceql.ast.Query;
import dev.vivace.traceql.ast.Scope;
import dev.vivace.traceql.value.Value;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Which stored types the conditions of a query look at, decided once for the whole query.
///
/// A literal restricts: `span.a > 20` sees ints only. Every further mention of the attribute widens
/// that: another literal by its type, anything else (`!= nil`, another attribute, arithmetic, a
/// bare boolean, `by`, aggregates) by all types. `= nil`, `select` and metrics do not widen. An
/// unscoped mention counts for span and resource. A value of a type that is not seen counts as
/// missing in comparisons with literals.
public final class SeenTypes {

  private final Map<Attribute, EnumSet<StoredType>> types = new HashMap<>();

  private SeenTypes() {}

  public static SeenTypes of(Query query) {
    SeenTypes seen = new SeenTypes();
    QueryParts parts = QueryParts.of(query);
    parts.conditions().forEach(seen::addCondition);
    parts.arguments().stream().flatMap(one -> Mentions.in(one).stream()).forEach(seen::addAll);
    return seen;
  }

  /// The types seen of a key in one scope, which is not UNSCOPED: such an attribute is read at span
  /// or resource level, and has the types of that level.
  public Set<StoredType> of(Scope scope, String key) {
    if (scope == Scope.UNSCOPED) {
      throw new IllegalArgumentException("." + key + ": types are known for one level at a time");
    }
    EnumSet<StoredType> found = types.get(new Attribute(scope, key));
    return found == null ? Set.of() : EnumSet.copyOf(found);
  }

  /// Whether a comparison with a literal looks at this stored value.
  public boolean sees(Scope scope, String key, Value stored) {
    return StoredType.of(stored).filter(of(scope, key)::contains).isPresent();
  }

  private void addCondition(FieldExpression expression) {
    switch (expression) {
      case Literal _ -> {}
      case Reference reference -> addAll(reference);
      case Unary(_, var operand) -> addCondition(operand);
      case Comparison(_, Attribute attribute, Literal(var value)) -> addLiteral(attribute, value);
      case Comparison(_, Literal(var value), Attribute attribute) -> addLiteral(attribute, value);
      case Comparison(_, var left, var right) -> {
        addCondition(left);
        addCondition(right);
      }
      case Arithmetic(_, var left, var right) -> {
        addCondition(left);
        addCondition(right);
      }
      case Logical(_, var operands) -> operands.forEach(this::addCondition);
      case Existence(var expectsValue, Attribute _) when !expectsValue -> {}
      case Existence(_, var operand) -> addCondition(operand);
    }
  }

  private void addLiteral(Attribute attribute, Value value) {
    StoredType.of(value).ifPresent(type -> add(attribute, EnumSet.of(type)));
  }

  private void addAll(Reference reference) {
    switch (reference) {
      case Attribute attribute -> add(attribute, EnumSet.allOf(StoredType.class));
      case IntrinsicField _ -> {}
    }
  }

  private void add(Attribute attribute, EnumSet<StoredType> added) {
    List<Scope> scopes =
        attribute.scope() == Scope.UNSCOPED
            ? List.of(Scope.SPAN, Scope.RESOURCE)
            : List.of(attribute.scope());
    for (Scope scope : scopes) {
      types
          .computeIfAbsent(
              new Attribute(scope, attribute.name()), _ -> EnumSet.noneOf(StoredType.class))
          .addAll(added);
    }
  }
}
