package dev.vivace.integration.search;

import dev.vivace.model.proto.otlp.AnyValue;
import dev.vivace.model.proto.otlp.KeyValue;
import dev.vivace.model.proto.tempopb.QueryInstantResponse;
import dev.vivace.model.proto.tempopb.QueryRangeResponse;
import dev.vivace.model.proto.tempopb.Sample;
import dev.vivace.model.proto.tempopb.TimeSeries;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/// Series in the words of the examples: values by label set, `null` where there is none. A label
/// set is `a="text" b=1`, its values in the types that were sent.
final class ShownSeries {

  private static final String NONE = "-";

  private ShownSeries() {}

  /// What a row expects: `label="x": 0 1 - 2; label="y": …`.
  static Map<String, List<Double>> expected(String row) {
    Map<String, List<Double>> expected = new LinkedHashMap<>();
    if (row.equals("nothing")) {
      return expected;
    }
    for (String series : row.split("; ", -1)) {
      int colon = series.lastIndexOf(": ");
      List<Double> values = new ArrayList<>();
      for (String value : series.substring(colon + 2).split(" ", -1)) {
        values.add(value.equals(NONE) ? null : Double.valueOf(value));
      }
      expected.put(series.substring(0, colon), values);
    }
    return expected;
  }

  /// @param startMillis the time of the first sample
  static Map<String, List<Double>> of(
      QueryRangeResponse answer, long startMillis, long stepMillis, int intervals) {
    Map<String, List<Double>> shown = new LinkedHashMap<>();
    for (TimeSeries series : answer.getSeriesList()) {
      List<Double> values = new ArrayList<>();
      int next = 0;
      for (int i = 0; i < intervals; i++) {
        long time = startMillis + i * stepMillis;
        boolean isThere =
            next < series.getSamplesCount() && series.getSamples(next).getTimestampMs() == time;
        values.add(isThere ? Double.valueOf(series.getSamples(next++).getValue()) : null);
      }
      if (next < series.getSamplesCount()) {
        Sample other = series.getSamples(next);
        throw new AssertionError("a sample at no or at an earlier interval: " + other);
      }
      put(shown, series.getLabelsList(), values);
    }
    return shown;
  }

  static Map<String, List<Double>> of(QueryInstantResponse answer) {
    Map<String, List<Double>> shown = new LinkedHashMap<>();
    answer
        .getSeriesList()
        .forEach(series -> put(shown, series.getLabelsList(), List.of(series.getValue())));
    return shown;
  }

  private static void put(
      Map<String, List<Double>> shown, List<KeyValue> labels, List<Double> values) {
    String key = labels(labels);
    if (shown.put(key, values) != null) {
      throw new AssertionError("two series of " + key);
    }
  }

  static String labels(List<KeyValue> labels) {
    return labels.stream()
        .map(label -> label.getKey() + "=" + text(label.getValue()))
        .collect(Collectors.joining(" "));
  }

  private static String text(AnyValue value) {
    return switch (value.getValueCase()) {
      case STRING_VALUE -> "\"" + value.getStringValue() + "\"";
      case INT_VALUE -> Long.toString(value.getIntValue());
      case DOUBLE_VALUE -> Double.toString(value.getDoubleValue());
      case BOOL_VALUE -> Boolean.toString(value.getBoolValue());
      default -> Objects.toString(value);
    };
  }
}
