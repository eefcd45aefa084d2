package dev.vivace.querier.stream;

import dev.vivace.model.proto.tempopb.PartialStatus;
import dev.vivace.model.proto.tempopb.QueryInstantResponse;
import dev.vivace.querier.metrics.MetricsAnswer;
import dev.vivace.querier.metrics.MetricsMessages;
import dev.vivace.querier.search.SearchMessages;
import dev.vivace.querier.search.SearchMetrics;
import dev.vivace.traceql.metrics.TimeSeries;
import java.util.List;

/// Tells a caller the answer of its instant query, once there is one.
final class InstantStream {

  private final StreamCall<QueryInstantResponse> call;
  private final int maxPacketBytes;

  InstantStream(StreamCall<QueryInstantResponse> call, int maxPacketBytes) {
    this.call = call;
    this.maxPacketBytes = maxPacketBytes;
  }

  void end(MetricsAnswer answer) {
    new SeriesPackets<QueryInstantResponse>(
            series -> MetricsMessages.maxBytes(answer.axis(), series),
            InstantStream::message,
            maxPacketBytes)
        .send(answer, call);
  }

  private static QueryInstantResponse message(
      List<TimeSeries> series, SearchMetrics metrics, String message) {
    return QueryInstantResponse.newBuilder()
        .addAllSeries(series.stream().map(MetricsMessages::instant).toList())
        .setMetrics(SearchMessages.metrics(metrics))
        .setStatus(message.isEmpty() ? PartialStatus.COMPLETE : PartialStatus.PARTIAL)
        .setMessage(message)
        .build();
  }
}
