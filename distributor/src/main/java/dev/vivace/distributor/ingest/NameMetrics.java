package dev.vivace.distributor.ingest;

import dev.vivace.model.bytes.Slice;
import dev.vivace.model.id.TenantId;
import dev.vivace.model.span.SpanBatch;
import dev.vivace.model.span.SpanList;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Counts spans by tenant, service and name. Names get series of their own up to [#MAX_SERIES];
/// those after share one. Thread-safe.
final class NameMetrics {

  static final int MAX_SERIES = 10_000;

  private static final String OTHER = "=other";

  private final DebugAids.Names config;
  private final MeterRegistry registry;
  private final Map<Key, Counter> counters = new ConcurrentHashMap<>();

  private record Key(String tenant, String service, String name) {}

  NameMetrics(DebugAids.Names config, MeterRegistry registry) {
    this.config = config;
    this.registry = registry;
  }

  void count(TenantId tenant, SpanBatch batch) {
    if (!config.enabled()) {
      return;
    }
    SpanList spans = batch.spans();
    ServiceNames services = new ServiceNames(batch);
    for (int i = 0; i < spans.count(); i++) {
      if (!config.onlyRoots() || spans.parentId(i) == 0) {
        long name = spans.name(i);
        String text =
            new String(
                batch.bytes(), Slice.offset(name), Slice.length(name), StandardCharsets.UTF_8);
        counter(new Key(tenant.value(), services.of(spans.resource(i)), text)).increment();
      }
    }
  }

  private Counter counter(Key key) {
    Counter known = counters.get(key);
    if (known != null) {
      return known;
    }
    Key counted = counters.size() < MAX_SERIES ? key : new Key(OTHER, OTHER, OTHER);
    return counters.computeIfAbsent(counted, this::register);
  }

  private Counter register(Key key) {
    return Counter.builder("vivace_distributor_received_spans_by_name")
        .description("Spans that came, by service and name")
        .tags("tenant", key.tenant(), "service", key.service(), "span_name", key.name())
        .register(registry);
  }
}
