package dev.vivace.distributor.ingest;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/// What one receiver counts on one transport. The two span counts are gauges to the registry only
/// because counters would get another name there.
public final class ReceiverMetrics {

  private final LongAdder acceptedSpans;
  private final LongAdder refusedSpans;
  private final Map<Failure, Counter> refusedRequests = new EnumMap<>(Failure.class);

  /// @param receiver such as `otlp/otlp_receiver`
  /// @param transport such as `grpc`
  public ReceiverMetrics(MeterRegistry registry, String receiver, String transport) {
    acceptedSpans =
        adder(registry, "tempo_receiver_accepted_spans", "Spans stored", receiver, transport);
    refusedSpans =
        adder(registry, "tempo_receiver_refused_spans", "Spans not stored", receiver, transport);
    for (Failure failure : Failure.values()) {
      refusedRequests.put(
          failure,
          Counter.builder("vivace_receiver_refused_requests")
              .description("Requests that failed as a whole, by reason")
              .tags("receiver", receiver, "transport", transport)
              .tag("reason", failure.name().toLowerCase(Locale.ROOT))
              .register(registry));
    }
  }

  private static LongAdder adder(
      MeterRegistry registry, String name, String help, String receiver, String transport) {
    LongAdder adder = new LongAdder();
    Gauge.builder(name, adder, LongAdder::sum)
        .description(help)
        .tags("receiver", receiver, "transport", transport)
        .register(registry);
    return adder;
  }

  void countSpans(long accepted, long refused) {
    acceptedSpans.add(accepted);
    refusedSpans.add(refused);
  }

  /// Counts a request that failed as a whole, wherever it failed.
  public void countRefusedRequest(Failure failure) {
    Counter counter = refusedRequests.get(failure);
    if (counter != null) {
      counter.increment();
    }
  }
}
