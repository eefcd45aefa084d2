package dev.vivace.distributor.forward;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/// What one forwarder counts, over all of its endpoints: two endpoints count a span twice.
final class ForwardMetrics {

  /// Why a copy was dropped.
  enum Drop {
    /// As many requests of its tenant waited as may.
    QUEUE_FULL,
    /// As many bytes waited, over all tenants and forwarders, as may.
    MEMORY,
    /// The backend did not answer in time; it may have the spans.
    TIMED_OUT,
    /// The backend refused, or could not be reached.
    FAILED,
    /// The process ended.
    STOPPED
  }

  private final Counter forwarded;
  private final Map<Drop, Counter> dropped = new EnumMap<>(Drop.class);

  ForwardMetrics(MeterRegistry registry, String forwarder) {
    forwarded =
        Counter.builder("vivace_forwarder_forwarded_spans")
            .description("Copies of spans that a backend took")
            .tag("forwarder", forwarder)
            .register(registry);
    for (Drop reason : Drop.values()) {
      dropped.put(
          reason,
          Counter.builder("vivace_forwarder_dropped_spans")
              .description("Copies of spans that no backend took, by reason")
              .tags("forwarder", forwarder, "reason", reason.name().toLowerCase(Locale.ROOT))
              .register(registry));
    }
  }

  void countForwarded(int spans) {
    forwarded.increment(spans);
  }

  void countDropped(Drop reason, int spans) {
    Counter counter = dropped.get(reason);
    if (counter != null) {
      counter.increment(spans);
    }
  }
}
