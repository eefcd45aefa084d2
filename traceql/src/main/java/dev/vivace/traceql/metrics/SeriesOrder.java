package dev.vivace.traceql.metrics;

import dev.vivace.traceql.value.Utf8Order;
import dev.vivace.traceql.value.Value;
import dev.vivace.traceql.value.Value.BoolValue;
import dev.vivace.traceql.value.Value.FloatValue;
import dev.vivace.traceql.value.Value.IntValue;
import dev.vivace.traceql.value.Value.StringValue;
import dev.vivace.traceql.value.ValueText;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/// The order of series in an answer: by number of labels, then their keys, then their values as
/// text, where strings come before ints, floats and bools of the same text.
final class SeriesOrder implements Comparator<TimeSeries> {

  static final SeriesOrder INSTANCE = new SeriesOrder();

  private SeriesOrder() {}

  @Override
  public int compare(TimeSeries left, TimeSeries right) {
    List<SeriesLabel> a = left.labels();
    List<SeriesLabel> b = right.labels();
    if (a.size() != b.size()) {
      return Integer.compare(a.size(), b.size());
    }
    int order = compare(a, b, SeriesLabel::key);
    if (order == 0) {
      order = compare(a, b, label -> ValueText.bare(label.value()));
    }
    return order != 0 ? order : compare(a, b, label -> rank(label.value()));
  }

  private static String rank(Value value) {
    return switch (value) {
      case StringValue _ -> "0";
      case IntValue _ -> "1";
      case FloatValue _ -> "2";
      case BoolValue _ -> "3";
      default -> throw new IllegalStateException("no value of a label: " + value);
    };
  }

  private static int compare(
      List<SeriesLabel> a, List<SeriesLabel> b, Function<SeriesLabel, String> text) {
    for (int i = 0; i < a.size(); i++) {
      int order = Utf8Order.compare(text.apply(a.get(i)), text.apply(b.get(i)));
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }
}
