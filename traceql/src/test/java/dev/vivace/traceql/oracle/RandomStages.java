package dev.vivace.traceql.oracle;

import dev.vivace.traceql.ast.ComparisonOperator;
import dev.vivace.traceql.ast.Metrics.Ranking;
import dev.vivace.traceql.ast.Metrics.SecondStage;
import dev.vivace.traceql.ast.Metrics.Threshold;
import dev.vivace.traceql.value.Value;
import dev.vivace.traceql.value.Value.DurationValue;
import dev.vivace.traceql.value.Value.FloatValue;
import dev.vivace.traceql.value.Value.IntValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/// Makes stages behind series.
final class RandomStages {

  private static final List<ComparisonOperator> OPERATORS =
      Stream.of(ComparisonOperator.values()).filter(one -> !one.isPattern()).toList();
  private static final List<ComparisonOperator> ORDERINGS =
      OPERATORS.stream().filter(ComparisonOperator::isOrdering).toList();

  private final Random random;

  RandomStages(Random random) {
    this.random = random;
  }

  /// One to three stages.
  ///
  /// @param isExact whether samples may be compared with numbers that they can equal
  List<SecondStage> next(boolean mayRank, boolean isExact) {
    List<SecondStage> stages = new ArrayList<>();
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      if (mayRank && random.nextBoolean()) {
        stages.add(new Ranking(random.nextBoolean(), 1 + random.nextInt(4)));
      } else {
        stages.add(threshold(isExact));
      }
    }
    return stages;
  }

  private Threshold threshold(boolean isExact) {
    List<ComparisonOperator> operators = isExact ? OPERATORS : ORDERINGS;
    return new Threshold(
        operators.get(random.nextInt(operators.size())),
        isExact ? number() : new FloatValue(random.nextGaussian()));
  }

  private Value number() {
    return switch (random.nextInt(4)) {
      case 0 -> new FloatValue(random.nextInt(40) / 2.0);
      case 1 -> new DurationValue(random.nextInt(4) * 500_000_000L);
      default -> new IntValue(random.nextInt(-1, 5));
    };
  }
}
