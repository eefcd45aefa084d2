package dev.vivace.integration.grafana;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.integration.grafana.GrafanaClient.Answer;
import dev.vivace.model.proto.otlp.AnyValue;
import dev.vivace.model.proto.otlp.KeyValue;
import dev.vivace.model.proto.tempopb.Exemplar;
import dev.vivace.model.proto.tempopb.QueryRangeResponse;
import dev.vivace.model.proto.tempopb.Sample;
import dev.vivace.model.proto.tempopb.TimeSeries;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// Panels of a dashboard or of Drilldown that show series of a fixed range, with streaming on or
/// off.
final class GrafanaPanels implements AutoCloseable {

  /// A series as a panel has it.
  ///
  /// @param points values by time in unix milliseconds
  record Line(
      Map<String, AnyValue> labels, SortedMap<Long, Double> points, List<Exemplar> exemplars) {

    String text(String label) {
      AnyValue value = labels.getOrDefault(label, AnyValue.getDefaultInstance());
      assertThat(value.hasStringValue()).as("%s is a text: %s", label, labels).isTrue();
      return value.getStringValue();
    }

    double number(String label) {
      AnyValue value = labels.getOrDefault(label, AnyValue.getDefaultInstance());
      assertThat(value.hasDoubleValue()).as("%s is a double: %s", label, labels).isTrue();
      return value.getDoubleValue();
    }

    double sum() {
      return points.values().stream().mapToDouble(Double::doubleValue).sum();
    }
  }

  private final GrafanaFixture grafana;
  private final GrafanaStreams streams;
  private final boolean streaming;
  private final Instant start;
  private final Instant end;

  GrafanaPanels(GrafanaFixture grafana, boolean streaming, Instant start, Instant end) {
    this.grafana = grafana;
    this.streams =
        new GrafanaStreams(grafana.server().http().getAuthority(), GrafanaFixture.TENANT);
    this.streaming = streaming;
    this.start = start;
    this.end = end;
  }

  Instant start() {
    return start;
  }

  Instant end() {
    return end;
  }

  long seconds() {
    return end.getEpochSecond() - start.getEpochSecond();
  }

  List<Line> lines(String query, long stepSeconds) {
    List<Line> lines =
        streaming
            ? merged(streams.range(query, start, end, stepSeconds))
            : merged(List.of(http(query, stepSeconds)));
    assertThat(lines)
        .as("a panel whose first series has no points shows no data")
        .allMatch(line -> !line.points.isEmpty());
    return lines;
  }

  private QueryRangeResponse http(String query, long stepSeconds) {
    Answer answer = grafana.client().range(query, start, end, stepSeconds);
    assertThat(answer.status()).as(query + ": " + answer.text()).isEqualTo(200);
    return StrictJson.read(answer.text(), QueryRangeResponse.getDefaultInstance());
  }

  /// Of a point that came more than once the latest counts, and a series never goes.
  private static List<Line> merged(List<QueryRangeResponse> messages) {
    Map<List<KeyValue>, Line> lines = new LinkedHashMap<>();
    assertThat(messages).isNotEmpty().allMatch(QueryRangeResponse::hasMetrics);
    for (QueryRangeResponse message : messages) {
      for (TimeSeries series : message.getSeriesList()) {
        Line line = lines.computeIfAbsent(series.getLabelsList(), GrafanaPanels::line);
        for (Sample sample : series.getSamplesList()) {
          line.points.put(sample.getTimestampMs(), sample.getValue());
        }
        line.exemplars.addAll(series.getExemplarsList());
      }
    }
    return List.copyOf(lines.values());
  }

  private static Line line(List<KeyValue> labels) {
    Map<String, AnyValue> byKey = new LinkedHashMap<>();
    labels.forEach(label -> byKey.put(label.getKey(), label.getValue()));
    return new Line(byKey, new TreeMap<>(), new ArrayList<>());
  }

  @Override
  public void close() {
    streams.close();
  }
}
