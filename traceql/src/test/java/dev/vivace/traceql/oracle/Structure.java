package dev.vivace.traceql.oracle;

import dev.vivace.traceql.ast.SpansetOperator;
import dev.vivace.traceql.ast.SpansetOperator.Relation;
import dev.vivace.traceql.span.NestedSet;
import dev.vivace.traceql.span.SpanView;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Combines two spansets of one trace (specification 6.2), by trying every pair.
final class Structure {

  private Structure() {}

  static Set<SpanView> combine(
      SpansetOperator operator, List<SpanView> left, List<SpanView> right) {
    return switch (operator) {
      case AND -> left.isEmpty() || right.isEmpty() ? Set.of() : union(left, right);
      case OR -> union(left, right);
      default -> related(operator, operator.relation().orElseThrow(), left, right);
    };
  }

  private static Set<SpanView> union(List<SpanView> left, List<SpanView> right) {
    Set<SpanView> all = new LinkedHashSet<>(left);
    all.addAll(right);
    return all;
  }

  private static Set<SpanView> related(
      SpansetOperator operator, Relation relation, List<SpanView> left, List<SpanView> right) {
    Set<SpanView> rights = new LinkedHashSet<>();
    Set<SpanView> both = new LinkedHashSet<>();
    for (SpanView r : right) {
      for (SpanView l : left) {
        if (isRelated(relation, l.nestedSet(), r.nestedSet())) {
          rights.add(r);
          both.add(l);
          both.add(r);
        }
      }
    }
    return switch (operator.form()) {
      case PLAIN -> rights;
      case UNION -> both;
      case NEGATED -> {
        Set<SpanView> rest = new LinkedHashSet<>(right);
        rest.removeAll(rights);
        yield rest;
      }
    };
  }

  private static boolean isRelated(Relation relation, NestedSet left, NestedSet right) {
    return switch (relation) {
      case CHILD -> right.isChildOf(left);
      case PARENT -> left.isChildOf(right);
      case DESCENDANT -> right.isDescendantOf(left);
      case ANCESTOR -> left.isDescendantOf(right);
      case SIBLING -> right.isSiblingOf(left);
    };
  }
}
