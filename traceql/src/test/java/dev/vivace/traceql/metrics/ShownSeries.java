package dev.vivace.traceql.metrics;

import dev.vivace.traceql.oracle.PlainAxis;
import dev.vivace.traceql.oracle.PlainLabel;
import dev.vivace.traceql.oracle.PlainSeries;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// The engine's series as the oracle judges them.
public final class ShownSeries {

  private ShownSeries() {}

  /// The engine's axis with the intervals of the oracle's.
  public static TimeAxis axis(PlainAxis axis) {
    return new TimeAxis(axis.startNanos(), axis.stepNanos(), axis.intervals().size());
  }

  /// The samples by their times.
  public static List<PlainSeries> plain(List<TimeSeries> series, TimeAxis axis) {
    List<PlainSeries> plain = new ArrayList<>();
    for (TimeSeries one : series) {
      SortedMap<Long, Double> samples = new TreeMap<>();
      for (int i = 0; i < one.samples().length; i++) {
        if (!Double.isNaN(one.samples()[i])) {
          samples.put(axis.timestampMillis(i), one.samples()[i]);
        }
      }
      List<PlainLabel> labels =
          one.labels().stream().map(label -> new PlainLabel(label.key(), label.value())).toList();
      plain.add(new PlainSeries(labels, samples));
    }
    return plain;
  }
}
