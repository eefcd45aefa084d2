package dev.vivace.querier.stream;

import dev.vivace.querier.metrics.MetricsAnswer;
import dev.vivace.querier.search.SearchMetrics;
import dev.vivace.traceql.metrics.TimeSeries;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;

/// Sends a whole answer of series in messages of bounded size.
///
/// @param size what a series takes in a message, at most
/// @param writer makes the messages
/// @param maxBytes of one message
record SeriesPackets<A>(ToIntFunction<TimeSeries> size, Writer<A> writer, int maxBytes) {

  /// Metrics, the status and lengths.
  private static final int FRAME_BYTES = 256;

  private static final int UTF8_BYTES = 3;

  /// Makes one message.
  @FunctionalInterface
  interface Writer<A> {

    /// @param message why the answer is partial; empty if it is not, and before the last message
    A write(List<TimeSeries> series, SearchMetrics metrics, String message);
  }

  /// At least one message, also of nothing: it tells the metrics.
  void send(MetricsAnswer answer, StreamCall<A> call) {
    MetricsAnswer fitting = fitting(answer, maxBytes - FRAME_BYTES);
    int frameBytes = FRAME_BYTES + UTF8_BYTES * fitting.message().length();
    List<List<TimeSeries>> packets = Packets.split(fitting.series(), size, maxBytes - frameBytes);
    for (int i = 0; i < packets.size(); i++) {
      boolean isLast = i == packets.size() - 1;
      call.send(writer.write(packets.get(i), fitting.metrics(), isLast ? fitting.message() : ""));
    }
  }

  /// A series that is too large for a message of its own loses its exemplars, and is left out if
  /// that does not help.
  private MetricsAnswer fitting(MetricsAnswer answer, int roomBytes) {
    List<TimeSeries> fitting = new ArrayList<>();
    for (TimeSeries series : answer.series()) {
      TimeSeries bare =
          size.applyAsInt(series) <= roomBytes
              ? series
              : new TimeSeries(series.labels(), series.samples(), List.of());
      if (size.applyAsInt(bare) <= roomBytes) {
        fitting.add(bare);
      }
    }
    int left = answer.series().size() - fitting.size();
    return left == 0
        ? answer.with(fitting)
        : answer.with(
            fitting,
            "%d series are left out, each of which exceeds a message of %d bytes"
                .formatted(left, maxBytes));
  }
}
