package dev.vivace.traceql.ast;

import dev.vivace.traceql.ast.FieldExpression.Reference;
import dev.vivace.traceql.ast.SpansetExpression.SpansetFilter;
import dev.vivace.traceql.value.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What turns matching spans into time series.
public record Metrics(FirstStage first, List<SecondStage> then) {

  public Metrics {
    then = List.copyOf(then);
  }

  /// From spans to series.
  public sealed interface FirstStage {}

  /// `rate() by (name)`; `quantiles` is empty but for `quantile_over_time`.
  public record OverTime(
      TimeFunction function,
      @Nullable Reference argument,
      List<Double> quantiles,
      List<Reference> groupBy)
      implements FirstStage {

    public OverTime {
      quantiles = List.copyOf(quantiles);
      groupBy = List.copyOf(groupBy);
      if (function.hasArgument() != (argument != null)) {
        throw new IllegalArgumentException(function + " of " + argument);
      }
      if ((function == TimeFunction.QUANTILE_OVER_TIME) == quantiles.isEmpty()) {
        throw new IllegalArgumentException(function + " with quantiles " + quantiles);
      }
    }
  }

  /// `compare({ selection }, topCount, start, end)`; times in unix nanoseconds, both zero if
  /// absent.
  public record Compare(SpansetFilter selection, long topCount, long startNanos, long endNanos)
      implements FirstStage {

    /// How many values are listed if the query does not say.
    public static final long DEFAULT_TOP_COUNT = 10;
  }

  /// From series to series.
  public sealed interface SecondStage {}

  /// `topk(count)`, or `bottomk(count)` if not `largest`.
  public record Ranking(boolean largest, long count) implements SecondStage {}

  /// `> 5`: keeps the samples that satisfy it. Int, float or duration, its sign included.
  public record Threshold(ComparisonOperator operator, Value number) implements SecondStage {}
}
