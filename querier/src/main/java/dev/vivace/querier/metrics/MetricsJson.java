package dev.vivace.querier.metrics;

import dev.vivace.querier.json.JsonBytes;
import dev.vivace.querier.json.JsonFields;
import dev.vivace.querier.json.ValueJson;
import dev.vivace.querier.search.SearchMetricsJson;
import dev.vivace.traceql.metrics.Exemplar;
import dev.vivace.traceql.metrics.SeriesLabel;
import dev.vivace.traceql.metrics.TimeAxis;
import dev.vivace.traceql.metrics.TimeSeries;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A metrics query's answer as protobuf's JSON of `tempopb.QueryRangeResponse` or
/// `tempopb.QueryInstantResponse`, and no key more: strict readers refuse unknown ones. `series`
/// and `metrics` are there even if they are empty.
final class MetricsJson {

  /// Room for what comes behind the series.
  private static final int FRAME_BYTES = 8 << 10;

  private static final String VALUE = "value";
  private static final String TIMESTAMP = "timestampMs";

  private final JsonBytes out;
  private final TimeAxis axis;
  private final @Nullable SampleTime[] times; // By interval.

  private MetricsJson(JsonBytes out, TimeAxis axis) {
    this.out = out;
    this.axis = axis;
    this.times = new SampleTime[axis.intervals()];
  }

  /// @param maxBytes of the series: those that do not fit are left out, and the answer says so
  static JsonBytes range(MetricsAnswer answer, long maxBytes) {
    MetricsAnswer fitting = fitting(answer, maxBytes);
    MetricsJson json = begin(fitting);
    json.answer(fitting, json::timeSeries);
    return json.out;
  }

  /// As [#range], of the only interval.
  static JsonBytes instant(MetricsAnswer answer, long maxBytes) {
    MetricsAnswer fitting = fitting(answer, maxBytes);
    MetricsJson json = begin(fitting);
    json.answer(fitting, json::instantSeries);
    return json.out;
  }

  private static MetricsAnswer fitting(MetricsAnswer answer, long maxBytes) {
    long leftBytes = maxBytes;
    List<TimeSeries> series = answer.series();
    for (int i = 0; i < series.size(); i++) {
      leftBytes -= SeriesSize.JSON.maxBytes(series.get(i), 0, answer.axis().intervals());
      leftBytes -= SeriesSize.JSON.maxBytes(series.get(i).exemplars());
      if (leftBytes < 0) {
        return answer.with(
            series.subList(0, i),
            "%d of %d series are shown; an answer has at most %d bytes: ask for longer steps or fewer series"
                .formatted(i, series.size(), maxBytes));
      }
    }
    return answer;
  }

  private static MetricsJson begin(MetricsAnswer answer) {
    return new MetricsJson(new JsonBytes(FRAME_BYTES, Integer.MAX_VALUE), answer.axis());
  }

  private void answer(MetricsAnswer answer, Consumer<TimeSeries> writer) {
    JsonFields fields = new JsonFields(out);
    fields.name("series");
    out.list(answer.series(), writer);
    fields.name("metrics");
    SearchMetricsJson.write(out, answer.metrics());
    if (answer.isPartial()) {
      fields.text("status", "PARTIAL").text("message", answer.message());
    }
    fields.end();
  }

  private void timeSeries(TimeSeries series) {
    JsonFields fields = new JsonFields(out);
    labels(fields, series.labels());
    fields.name("samples");
    samples(series.samples());
    if (!series.exemplars().isEmpty()) {
      fields.name("exemplars");
      out.list(series.exemplars(), this::exemplar);
    }
    fields.end();
  }

  private void instantSeries(TimeSeries series) {
    JsonFields fields = new JsonFields(out);
    labels(fields, series.labels());
    fields.decimal(VALUE, series.samples()[0]).end();
  }

  private void samples(double[] samples) {
    out.raw('[');
    boolean begun = false;
    for (int i = 0; i < samples.length; i++) {
      if (Double.isNaN(samples[i])) {
        continue;
      }
      if (begun) {
        out.raw(',');
      }
      begun = true;
      SampleTime time = time(i);
      if (samples[i] == 0) {
        out.raw(time.ofZero());
      } else {
        out.raw(time.beforeValue()).number(samples[i]).raw('}');
      }
    }
    out.raw(']');
  }

  private SampleTime time(int interval) {
    SampleTime time = times[interval];
    if (time == null) {
      time = SampleTime.of(axis.timestampMillis(interval));
      times[interval] = time;
    }
    return time;
  }

  /// What the samples of one interval have in common: every series writes it again.
  ///
  /// @param ofZero a whole sample, whose zero is left out
  /// @param beforeValue any other, up to its value
  private record SampleTime(String ofZero, String beforeValue) {

    static SampleTime of(long millis) {
      String time = millis == 0 ? "" : "\"%s\":\"%d\"".formatted(TIMESTAMP, millis);
      String separator = time.isEmpty() ? "" : ",";
      return new SampleTime("{" + time + "}", "{" + time + separator + "\"" + VALUE + "\":");
    }
  }

  private void exemplar(Exemplar exemplar) {
    JsonFields fields = new JsonFields(out);
    labels(fields, exemplar.labels());
    fields.decimal(VALUE, exemplar.value()).signed(TIMESTAMP, exemplar.timestampMillis()).end();
  }

  private void labels(JsonFields fields, List<SeriesLabel> labels) {
    if (!labels.isEmpty()) {
      fields.name("labels");
      out.list(labels, this::label);
    }
  }

  private void label(SeriesLabel label) {
    JsonFields fields = new JsonFields(out).text("key", label.key());
    fields.name(VALUE);
    ValueJson.write(out, label.value());
    fields.end();
  }
}
