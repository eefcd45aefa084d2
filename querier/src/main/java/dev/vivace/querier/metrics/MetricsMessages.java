package dev.vivace.querier.metrics;

import dev.vivace.model.proto.otlp.AnyValue;
import dev.vivace.model.proto.otlp.KeyValue;
import dev.vivace.model.proto.tempopb.InstantSeries;
import dev.vivace.model.proto.tempopb.Sample;
import dev.vivace.traceql.metrics.Exemplar;
import dev.vivace.traceql.metrics.SeriesLabel;
import dev.vivace.traceql.metrics.TimeAxis;
import dev.vivace.traceql.metrics.TimeSeries;
import dev.vivace.traceql.value.Value;
import dev.vivace.traceql.value.Value.BoolValue;
import dev.vivace.traceql.value.Value.FloatValue;
import dev.vivace.traceql.value.Value.IntValue;
import dev.vivace.traceql.value.ValueText;
import java.util.List;

/// Series as protobuf messages.
public final class MetricsMessages {

  private MetricsMessages() {}

  /// The samples of intervals `[from, end)`, and no exemplars.
  public static dev.vivace.model.proto.tempopb.TimeSeries samples(
      TimeAxis axis, TimeSeries series, int from, int end) {
    return builder(axis, series, from, end).build();
  }

  public static dev.vivace.model.proto.tempopb.TimeSeries whole(TimeAxis axis, TimeSeries series) {
    dev.vivace.model.proto.tempopb.TimeSeries.Builder message =
        builder(axis, series, 0, axis.intervals());
    series.exemplars().forEach(exemplar -> message.addExemplars(exemplar(exemplar)));
    return message.build();
  }

  /// The sample of the only interval.
  public static InstantSeries instant(TimeSeries series) {
    return InstantSeries.newBuilder()
        .addAllLabels(labels(series.labels()))
        .setValue(plain(series.samples()[0]))
        .build();
  }

  /// What [#samples] takes as a field of an answer, at most.
  public static int maxBytes(TimeSeries series, int from, int end) {
    return bounded(SeriesSize.PROTOBUF.maxBytes(series, from, end));
  }

  /// What [#whole] and [#instant] take as a field of an answer, at most.
  public static int maxBytes(TimeAxis axis, TimeSeries series) {
    return bounded(
        SeriesSize.PROTOBUF.maxBytes(series, 0, axis.intervals())
            + SeriesSize.PROTOBUF.maxBytes(series.exemplars()));
  }

  private static int bounded(long bytes) {
    return (int) Math.min(bytes, Integer.MAX_VALUE);
  }

  private static dev.vivace.model.proto.tempopb.TimeSeries.Builder builder(
      TimeAxis axis, TimeSeries series, int from, int end) {
    dev.vivace.model.proto.tempopb.TimeSeries.Builder message =
        dev.vivace.model.proto.tempopb.TimeSeries.newBuilder()
            .addAllLabels(labels(series.labels()));
    for (int i = from; i < end; i++) {
      double sample = series.samples()[i];
      if (!Double.isNaN(sample)) {
        message.addSamples(
            Sample.newBuilder().setTimestampMs(axis.timestampMillis(i)).setValue(plain(sample)));
      }
    }
    return message;
  }

  private static dev.vivace.model.proto.tempopb.Exemplar exemplar(Exemplar exemplar) {
    return dev.vivace.model.proto.tempopb.Exemplar.newBuilder()
        .addAllLabels(labels(exemplar.labels()))
        .setValue(plain(exemplar.value()))
        .setTimestampMs(exemplar.timestampMillis())
        .build();
  }

  /// Negative zero is zero, and so left out.
  private static double plain(double value) {
    return value + 0.0;
  }

  private static List<KeyValue> labels(List<SeriesLabel> labels) {
    return labels.stream()
        .map(
            label ->
                KeyValue.newBuilder().setKey(label.key()).setValue(value(label.value())).build())
        .toList();
  }

  private static AnyValue value(Value plain) {
    AnyValue.Builder value = AnyValue.newBuilder();
    return switch (plain) {
      case IntValue(var number) -> value.setIntValue(number).build();
      case FloatValue(var number) -> value.setDoubleValue(number).build();
      case BoolValue(var flag) -> value.setBoolValue(flag).build();
      case Value other -> value.setStringValue(ValueText.bare(other)).build();
    };
  }
}
