package dev.vivace.traceql.oracle;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// One series of an answer: labels in their order, and the samples there are, none of them NaN, by
/// unix milliseconds. Of an instant query one sample, at its end.
public record PlainSeries(List<PlainLabel> labels, SortedMap<Long, Double> samples) {

  public PlainSeries {
    labels = List.copyOf(labels);
    samples = Collections.unmodifiableSortedMap(new TreeMap<>(samples));
  }

  PlainSeries withSamples(SortedMap<Long, Double> others) {
    return new PlainSeries(labels, others);
  }
}
