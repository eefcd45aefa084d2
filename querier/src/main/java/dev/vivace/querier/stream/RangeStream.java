package dev.vivace.querier.stream;

import dev.vivace.model.proto.tempopb.PartialStatus;
import dev.vivace.model.proto.tempopb.QueryRangeResponse;
import dev.vivace.querier.metrics.MetricsAnswer;
import dev.vivace.querier.metrics.MetricsMessages;
import dev.vivace.querier.metrics.MetricsProgress;
import dev.vivace.querier.search.SearchMessages;
import dev.vivace.querier.search.SearchMetrics;
import dev.vivace.traceql.metrics.TimeAxis;
import dev.vivace.traceql.metrics.TimeSeries;
import java.util.List;

/// Tells a caller how its range query goes on: while it runs, the samples of intervals that are
/// finished, newest first; at its end the whole answer. Each message has metrics.
final class RangeStream implements MetricsProgress {

  private final StreamCall<QueryRangeResponse> call;
  private final int maxPacketBytes;

  RangeStream(StreamCall<QueryRangeResponse> call, int maxPacketBytes) {
    this.call = call;
    this.maxPacketBytes = maxPacketBytes;
  }

  @Override
  public boolean isWanted() {
    return call.isWanted();
  }

  @Override
  public boolean isDue() {
    return call.isDue();
  }

  /// Exemplars are chosen at the end.
  @Override
  public void finished(
      TimeAxis axis, List<TimeSeries> series, int from, int end, SearchMetrics metrics) {
    List<TimeSeries> told = series.stream().filter(one -> hasSamples(one, from, end)).toList();
    new SeriesPackets<QueryRangeResponse>(
            one -> MetricsMessages.maxBytes(one, from, end),
            (part, soFar, message) ->
                message(
                    part.stream()
                        .map(one -> MetricsMessages.samples(axis, one, from, end))
                        .toList(),
                    soFar,
                    message),
            maxPacketBytes)
        .send(new MetricsAnswer(axis, told, metrics, ""), call);
  }

  private static boolean hasSamples(TimeSeries series, int from, int end) {
    for (int i = from; i < end; i++) {
      if (!Double.isNaN(series.samples()[i])) {
        return true;
      }
    }
    return false;
  }

  void end(MetricsAnswer answer) {
    TimeAxis axis = answer.axis();
    new SeriesPackets<QueryRangeResponse>(
            one -> MetricsMessages.maxBytes(axis, one),
            (part, metrics, message) ->
                message(
                    part.stream().map(one -> MetricsMessages.whole(axis, one)).toList(),
                    metrics,
                    message),
            maxPacketBytes)
        .send(answer, call);
  }

  private static QueryRangeResponse message(
      List<dev.vivace.model.proto.tempopb.TimeSeries> series,
      SearchMetrics metrics,
      String message) {
    return QueryRangeResponse.newBuilder()
        .addAllSeries(series)
        .setMetrics(SearchMessages.metrics(metrics))
        .setStatus(message.isEmpty() ? PartialStatus.COMPLETE : PartialStatus.PARTIAL)
        .setMessage(message)
        .build();
  }
}
