package dev.vivace.traceql.oracle;

import dev.vivace.traceql.value.Value;
import dev.vivace.traceql.value.Value.BoolValue;
import dev.vivace.traceql.value.Value.FloatValue;
import dev.vivace.traceql.value.Value.IntValue;
import dev.vivace.traceql.value.Value.StringValue;
import dev.vivace.traceql.value.ValueText;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/// The order of series in answers (specification 9.2): by number of labels, by keys, by values as
/// text. Where the texts are equal, strings come before ints, floats and bools.
final class PlainSeriesOrder {

  static final Comparator<PlainSeries> BY_LABELS =
      Comparator.<PlainSeries>comparingInt(series -> series.labels().size())
          .thenComparing(series -> each(series, PlainLabel::key), inTurn(utf8()))
          .thenComparing(
              series -> each(series, label -> ValueText.bare(label.value())), inTurn(utf8()))
          .thenComparing(
              series -> each(series, label -> rank(label.value())),
              inTurn(Comparator.<Integer>naturalOrder()));

  private PlainSeriesOrder() {}

  private static <T> List<T> each(PlainSeries series, Function<PlainLabel, T> part) {
    return series.labels().stream().map(part).toList();
  }

  private static Comparator<String> utf8() {
    return Comparator.comparing(
        text -> text.getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned);
  }

  private static <T> Comparator<List<T>> inTurn(Comparator<T> order) {
    return (left, right) -> {
      for (int i = 0; i < left.size(); i++) {
        int found = order.compare(left.get(i), right.get(i));
        if (found != 0) {
          return found;
        }
      }
      return 0;
    };
  }

  private static int rank(Value value) {
    return switch (value) {
      case StringValue _ -> 0;
      case IntValue _ -> 1;
      case FloatValue _ -> 2;
      case BoolValue _ -> 3;
      default -> throw new IllegalStateException("no value of a label: " + value);
    };
  }
}
