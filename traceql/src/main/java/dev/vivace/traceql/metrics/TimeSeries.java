package dev.vivace.traceql.metrics;

import java.util.List;

/// One series of an answer.
///
/// @param samples by interval of the [TimeAxis]; NaN where there is no sample. Not to be changed
public record TimeSeries(List<SeriesLabel> labels, double[] samples, List<Exemplar> exemplars) {

  public TimeSeries {
    labels = List.copyOf(labels);
    exemplars = List.copyOf(exemplars);
  }

  /// Whether there is any sample.
  public boolean hasSamples() {
    for (double sample : samples) {
      if (!Double.isNaN(sample)) {
        return true;
      }
    }
    return false;
  }

  /// Without exemplars whose interval has no sample.
  TimeSeries withoutLostExemplars() {
    List<Exemplar> kept =
        exemplars.stream().filter(one -> !Double.isNaN(samples[one.interval()])).toList();
    return kept.size() == exemplars.size() ? this : new TimeSeries(labels, samples, kept);
  }
}
