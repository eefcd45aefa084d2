package dev.vivace.distributor.jaeger;

import dev.vivace.distributor.ingest.ReceiverMetrics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/// What one Jaeger receiver counts.
final class JaegerMetrics {

  private static final String RECEIVER = "jaeger/jaeger_receiver";

  private final MeterRegistry registry;
  private final String transport;
  private final ReceiverMetrics receiver;
  private final Counter emptySpans;
  private final ClientLosses clientLosses;

  JaegerMetrics(MeterRegistry registry, JaegerTransport transport) {
    this.registry = registry;
    this.transport = transport.label();
    this.receiver = new ReceiverMetrics(registry, RECEIVER, transport.label());
    this.emptySpans =
        Counter.builder("vivace_receiver_skipped_spans")
            .description("Spans without any content, left out")
            .tags("receiver", RECEIVER, "transport", transport.label())
            .register(registry);
    this.clientLosses = new ClientLosses(this::lostSpans);
  }

  private Counter lostSpans(String reason) {
    return Counter.builder("vivace_receiver_client_lost_spans")
        .description("Spans that Jaeger's clients say they lost before they sent them")
        .tags("receiver", RECEIVER, "transport", transport, "reason", reason)
        .register(registry);
  }

  ReceiverMetrics receiver() {
    return receiver;
  }

  void countEmptySpan() {
    emptySpans.increment();
  }

  ClientLosses clientLosses() {
    return clientLosses;
  }

  /// Counts datagrams that were dropped unread. What was read and refused is a refused request.
  Counter droppedPackets(String reason) {
    return Counter.builder("vivace_receiver_dropped_packets")
        .description("Datagrams dropped before their spans were read, by reason")
        .tags("receiver", RECEIVER, "transport", transport, "reason", reason)
        .register(registry);
  }
}
