package dev.vivace.traceql.completion;

import dev.vivace.traceql.ast.FieldExpression;
import dev.vivace.traceql.ast.FieldExpression.Literal;
import dev.vivace.traceql.ast.FieldExpression.Logical;
import dev.vivace.traceql.ast.FieldExpression.Reference;
import dev.vivace.traceql.ast.PipelineExpression.Pipeline;
import dev.vivace.traceql.ast.Query;
import dev.vivace.traceql.ast.SpansetExpression.SpansetFilter;
import dev.vivace.traceql.ast.Stage;
import dev.vivace.traceql.syntax.ParsedQuery;
import dev.vivace.traceql.value.Value.BoolValue;
import java.util.ArrayList;
import java.util.List;

/// Puts `true` for attributes and intrinsics that stand alone in the first filter: conditions whose
/// operator is not yet typed. Beside `&&` they then say nothing; beside `||` such an alternative
/// has no condition and lifts the filter.
final class BareReferences {

  private BareReferences() {}

  static ParsedQuery drop(ParsedQuery parsed) {
    Query query = parsed.query();
    if (!(query.body() instanceof Pipeline(var stages)
        && stages.getFirst() instanceof SpansetFilter(var condition))) {
      return parsed;
    }
    List<Stage> rest = new ArrayList<>(stages);
    rest.set(0, new SpansetFilter(condition instanceof Reference ? always() : drop(condition)));
    return new ParsedQuery(
        new Query(new Pipeline(rest), query.metrics(), query.hints()), parsed.positions());
  }

  private static FieldExpression drop(FieldExpression expression) {
    if (!(expression instanceof Logical(var operator, var operands))) {
      return expression;
    }
    List<FieldExpression> kept =
        operands.stream()
            .map(BareReferences::drop)
            .map(one -> one instanceof Reference ? always() : one)
            .toList();
    return Logical.chain(operator, kept.getFirst(), kept.subList(1, kept.size()));
  }

  private static FieldExpression always() {
    return new Literal(new BoolValue(true));
  }
}
