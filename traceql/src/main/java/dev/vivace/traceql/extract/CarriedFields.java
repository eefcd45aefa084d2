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
import dev.vivace.traceql.ast.Intrinsic;
import dev.vivace.traceql.ast.Mentions;
import dev.vivace.traceql.ast.Query;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Which values the spans of an answer carry: what was looked at to find them.
public final class CarriedFields {

  /// These have fields of their own in every answer.
  private static final Set<Intrinsic> NEVER_LISTED =
      EnumSet.of(
          Intrinsic.DURATION,
          Intrinsic.TRACE_DURATION,
          Intrinsic.ROOT_NAME,
          Intrinsic.ROOT_SERVICE_NAME,
          Intrinsic.TRACE_ID,
          Intrinsic.SPAN_ID);

  private static final class Mention {
    private boolean isSelected;
    private boolean isAlways;
    private boolean showsNil;
    private final List<Comparison> conditions = new ArrayList<>();
  }

  private final Map<Reference, Mention> mentions = new LinkedHashMap<>();

  private CarriedFields() {}

  /// The fields in the order of their first mention. `name` is among them if mentioned; answers put
  /// it in the span's name.
  public static List<CarriedField> of(Query query) {
    CarriedFields fields = new CarriedFields();
    QueryParts parts = QueryParts.of(query);
    parts.conditions().forEach(fields::addCondition);
    parts.arguments().stream().flatMap(one -> Mentions.in(one).stream()).forEach(fields::addAlways);
    parts.selected().forEach(reference -> fields.mention(reference).isSelected = true);
    return fields.toList();
  }

  /// The key of a field in an answer: attributes by name without scope, intrinsics by canonical
  /// text.
  public static String key(Reference reference) {
    return switch (reference) {
      case Attribute(_, var name) -> name;
      case IntrinsicField(var intrinsic) -> intrinsic.canonical();
    };
  }

  private List<CarriedField> toList() {
    List<CarriedField> fields = new ArrayList<>();
    mentions.forEach(
        (reference, mention) -> {
          boolean isNeverListed =
              reference instanceof IntrinsicField(var intrinsic)
                  && NEVER_LISTED.contains(intrinsic);
          if (!isNeverListed) {
            fields.add(
                new CarriedField(
                    reference,
                    mention.isSelected,
                    mention.isAlways,
                    mention.showsNil,
                    mention.conditions));
          }
        });
    return List.copyOf(fields);
  }

  private void addCondition(FieldExpression expression) {
    switch (expression) {
      case Literal _ -> {}
      case Reference reference -> addAlways(reference);
      case Unary(_, var operand) -> addCondition(operand);
      case Comparison(_, Reference reference, Literal _) ->
          mention(reference).conditions.add((Comparison) expression);
      case Comparison(_, var left, var right) -> {
        addCondition(left);
        addCondition(right);
      }
      case Arithmetic(_, var left, var right) -> {
        addCondition(left);
        addCondition(right);
      }
      case Logical(_, var operands) -> operands.forEach(this::addCondition);
      case Existence(var expectsValue, Reference reference) when !expectsValue ->
          mention(reference).showsNil = true;
      case Existence(_, var operand) -> addCondition(operand);
    }
  }

  private void addAlways(Reference reference) {
    mention(reference).isAlways = true;
  }

  private Mention mention(Reference reference) {
    return mentions.computeIfAbsent(reference, _ -> new Mention());
  }
}
