package dev.vivace.traceql.completion;

import dev.vivace.traceql.QueryException;
import dev.vivace.traceql.ast.FieldExpression;
import dev.vivace.traceql.ast.FieldExpression.Attribute;
import dev.vivace.traceql.ast.FieldExpression.Comparison;
import dev.vivace.traceql.ast.PipelineExpression.Pipeline;
import dev.vivace.traceql.ast.Query;
import dev.vivace.traceql.ast.Scope;
import dev.vivace.traceql.ast.SpansetExpression.SpansetFilter;
import dev.vivace.traceql.rewrite.FlipLiterals;
import dev.vivace.traceql.rewrite.FoldConstants;
import dev.vivace.traceql.syntax.QueryParser;
import dev.vivace.traceql.syntax.SourceText;
import dev.vivace.traceql.syntax.UnfinishedQuery;
import dev.vivace.traceql.type.Validator;
import java.util.List;
import java.util.Optional;

/// What the `q` of a tag endpoint filters by: alternatives, each a list of comparisons of an
/// attribute or intrinsic with a literal that must all hold on one span.
///
/// @param alternatives none: the answer is unfiltered
public record TagFilter(List<List<Comparison>> alternatives) {

  private static final TagFilter UNFILTERED = new TagFilter(List.of());

  public TagFilter {
    alternatives = alternatives.stream().map(List::copyOf).toList();
  }

  public boolean isUnfiltered() {
    return alternatives.isEmpty();
  }

  /// Understands what it can. The only failure is a [QueryException] of kind LIMIT: too long a
  /// text, or more than [dev.vivace.traceql.QueryLimits#MAX_TAG_FILTER_ALTERNATIVES] alternatives.
  public static TagFilter parse(String text) {
    SourceText.of(text);
    return tryParse(text)
        .or(() -> UnfinishedQuery.repair(text).flatMap(TagFilter::tryParse))
        .flatMap(TagFilter::soleFilter)
        .map(TagFilter::ofCondition)
        .orElse(UNFILTERED);
  }

  private static Optional<Query> tryParse(String text) {
    try {
      return Optional.of(Validator.validate(BareReferences.drop(QueryParser.parse(text))));
    } catch (QueryException _) {
      return Optional.empty(); // By the rules of these endpoints no filter at all.
    }
  }

  /// Later stages are ignored; a spanset operator in the first one leaves nothing to filter by.
  private static Optional<FieldExpression> soleFilter(Query query) {
    return query.body() instanceof Pipeline(var stages)
            && stages.getFirst() instanceof SpansetFilter(var condition)
        ? Optional.of(condition)
        : Optional.empty();
  }

  private static TagFilter ofCondition(FieldExpression condition) {
    List<List<Comparison>> alternatives =
        Alternatives.of(FlipLiterals.apply(FoldConstants.apply(condition)));
    boolean isUsable =
        alternatives.stream()
            .allMatch(one -> !one.isEmpty() && one.stream().noneMatch(TagFilter::isUnscoped));
    return isUsable ? new TagFilter(alternatives) : UNFILTERED;
  }

  private static boolean isUnscoped(Comparison condition) {
    return condition.left() instanceof Attribute(var scope, _) && scope == Scope.UNSCOPED;
  }
}
