package dev.vivace.querier.metrics;

import dev.vivace.traceql.metrics.Exemplar;
import dev.vivace.traceql.metrics.SeriesLabel;
import dev.vivace.traceql.metrics.TimeSeries;
import dev.vivace.traceql.value.Value;
import dev.vivace.traceql.value.Value.StringValue;
import java.util.List;

/// What a series takes in an answer, at most.
enum SeriesSize {
  /// `{"timestampMs":"1767225600000","value":…},` with the longest number, or without one; a
  /// control character takes six bytes.
  JSON(66, 33, 6),
  /// A tag and a length, then one or two numbers with their tags; a character of two UTF-16 units
  /// has four bytes.
  PROTOBUF(22, 13, 3);

  /// Names of fields, quotes or tags and lengths, and the longest number.
  private static final int LABEL_BYTES = 80;

  private static final int SERIES_BYTES = 64;

  private final int sampleBytes;
  private final int zeroBytes;
  private final int characterBytes;

  SeriesSize(int sampleBytes, int zeroBytes, int characterBytes) {
    this.sampleBytes = sampleBytes;
    this.zeroBytes = zeroBytes;
    this.characterBytes = characterBytes;
  }

  /// @param from the first interval of which samples are sent
  /// @param end the interval behind the last one
  long maxBytes(TimeSeries series, int from, int end) {
    long bytes = SERIES_BYTES + labelBytes(series.labels());
    for (int i = from; i < end; i++) {
      bytes += maxBytes(series.samples()[i]);
    }
    return bytes;
  }

  private int maxBytes(double sample) {
    if (sample == 0) {
      return zeroBytes; // Left out.
    }
    return Double.isNaN(sample) ? 0 : sampleBytes;
  }

  long maxBytes(List<Exemplar> exemplars) {
    long bytes = 0;
    for (Exemplar exemplar : exemplars) {
      bytes += SERIES_BYTES + sampleBytes + labelBytes(exemplar.labels());
    }
    return bytes;
  }

  private long labelBytes(List<SeriesLabel> labels) {
    long bytes = 0;
    for (SeriesLabel label : labels) {
      bytes += LABEL_BYTES + characterBytes * (long) (label.key().length() + length(label.value()));
    }
    return bytes;
  }

  private static int length(Value value) {
    return value instanceof StringValue(var text) ? text.length() : 0;
  }
}
