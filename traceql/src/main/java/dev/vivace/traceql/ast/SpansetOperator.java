package dev.vivace.traceql.ast;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What combines two spansets of one trace: `&&`, `||`, or one of five relations in the tree, each
/// plain (right side only), negated (the rest of the right side) or as a union (both sides).
public enum SpansetOperator {
  AND("&&", null, Form.PLAIN),
  OR("||", null, Form.PLAIN),
  CHILD(">", Relation.CHILD, Form.PLAIN),
  PARENT("<", Relation.PARENT, Form.PLAIN),
  DESCENDANT(">>", Relation.DESCENDANT, Form.PLAIN),
  ANCESTOR("<<", Relation.ANCESTOR, Form.PLAIN),
  SIBLING("~", Relation.SIBLING, Form.PLAIN),
  NOT_CHILD("!>", Relation.CHILD, Form.NEGATED),
  NOT_PARENT("!<", Relation.PARENT, Form.NEGATED),
  NOT_DESCENDANT("!>>", Relation.DESCENDANT, Form.NEGATED),
  NOT_ANCESTOR("!<<", Relation.ANCESTOR, Form.NEGATED),
  NOT_SIBLING("!~", Relation.SIBLING, Form.NEGATED),
  UNION_CHILD("&>", Relation.CHILD, Form.UNION),
  UNION_PARENT("&<", Relation.PARENT, Form.UNION),
  UNION_DESCENDANT("&>>", Relation.DESCENDANT, Form.UNION),
  UNION_ANCESTOR("&<<", Relation.ANCESTOR, Form.UNION),
  UNION_SIBLING("&~", Relation.SIBLING, Form.UNION);

  /// What a span of the right side is to one of the left: in `L > R` the child.
  public enum Relation {
    CHILD,
    PARENT,
    DESCENDANT,
    ANCESTOR,
    SIBLING
  }

  /// Which spans of related pairs are answered.
  public enum Form {
    PLAIN,
    NEGATED,
    UNION
  }

  private final String symbol;
  private final Optional<Relation> relation;
  private final Form form;

  SpansetOperator(String symbol, @Nullable Relation relation, Form form) {
    this.symbol = symbol;
    this.relation = Optional.ofNullable(relation);
    this.form = form;
  }

  public String symbol() {
    return symbol;
  }

  /// The relation in the tree; none for `&&` and `||`.
  public Optional<Relation> relation() {
    return relation;
  }

  public Form form() {
    return form;
  }

  public boolean isStructural() {
    return relation.isPresent();
  }

  public static Optional<SpansetOperator> ofSymbol(String symbol) {
    for (SpansetOperator operator : values()) {
      if (operator.symbol.equals(symbol)) {
        return Optional.of(operator);
      }
    }
    return Optional.empty();
  }
}
