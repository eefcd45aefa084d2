package dev.vivace.traceql.type;

import dev.vivace.traceql.QueryException;
import dev.vivace.traceql.QueryException.Kind;
import dev.vivace.traceql.ast.Metrics;
import dev.vivace.traceql.ast.Metrics.Compare;
import dev.vivace.traceql.ast.Metrics.OverTime;
import dev.vivace.traceql.ast.Metrics.Ranking;
import dev.vivace.traceql.ast.Metrics.SecondStage;
import dev.vivace.traceql.ast.Metrics.Threshold;
import dev.vivace.traceql.ast.Query;
import dev.vivace.traceql.ast.Stage;
import dev.vivace.traceql.syntax.Positions;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/// Checks the arguments of metrics functions. Attributes are not type-checked here: a function of a
/// string has no samples.
final class MetricsValidator {

  private final Positions positions;
  private final Consumer<Stage> checkFilter;

  MetricsValidator(Positions positions, Consumer<Stage> checkFilter) {
    this.positions = positions;
    this.checkFilter = checkFilter;
  }

  void check(Metrics metrics) {
    switch (metrics.first()) {
      case OverTime function -> check(function);
      case Compare compare -> {
        check(compare);
        if (!metrics.then().isEmpty()) {
          throw fail(Kind.VALIDATE, metrics.then().getFirst(), "nothing may follow compare()");
        }
      }
    }
    check(metrics.then());
  }

  void check(List<SecondStage> stages) {
    stages.forEach(this::check);
  }

  /// `compare` has series of several kinds: nothing can be calculated with them.
  void checkOperand(Query query) {
    Metrics metrics = Objects.requireNonNull(query.metrics());
    if (metrics.first() instanceof Compare compare) {
      throw fail(Kind.VALIDATE, compare, "compare() cannot be calculated with; ask for it alone");
    }
  }

  private void check(OverTime function) {
    for (double quantile : function.quantiles()) {
      if (quantile < 0 || quantile > 1) {
        throw fail(Kind.VALIDATE, function, "quantile: " + quantile + " (expected: from 0 to 1)");
      }
    }
    int groupBy = function.groupBy().size();
    int maxGroupBy = function.function().maxGroupBy();
    if (groupBy > maxGroupBy) {
      throw fail(
          Kind.UNSUPPORTED,
          function,
          "%s() by %d attributes (limit: %d)"
              .formatted(function.function().word(), groupBy, maxGroupBy));
    }
  }

  private void check(Compare compare) {
    checkFilter.accept(compare.selection());
    if (compare.topCount() <= 0) {
      throw fail(
          Kind.VALIDATE,
          compare,
          "compare() lists " + compare.topCount() + " values (expected: > 0)");
    }
    boolean isWithoutTimes = compare.startNanos() == 0 && compare.endNanos() == 0;
    boolean isRange = compare.startNanos() > 0 && compare.endNanos() > compare.startNanos();
    if (!isWithoutTimes && !isRange) {
      throw fail(
          Kind.VALIDATE,
          compare,
          "compare() from %d to %d (expected: 0 < start < end, or both 0)"
              .formatted(compare.startNanos(), compare.endNanos()));
    }
  }

  private void check(SecondStage stage) {
    switch (stage) {
      case Ranking ranking when ranking.count() <= 0 ->
          throw fail(
              Kind.VALIDATE,
              ranking,
              "%s(%d) (expected: > 0)"
                  .formatted(ranking.largest() ? "topk" : "bottomk", ranking.count()));
      case Ranking _, Threshold _ -> {}
    }
  }

  private QueryException fail(Kind kind, Object node, String message) {
    return positions.error(kind, node, message);
  }
}
