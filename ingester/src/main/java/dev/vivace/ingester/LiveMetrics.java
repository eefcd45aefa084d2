package dev.vivace.ingester;

import dev.vivace.model.id.TenantId;
import dev.vivace.storage.head.LiveHead;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/// What the live section counts, by request rather than by span. Tenants get series of their own up
/// to [#MAX_TENANTS]; those after share one. One thread counts, any reads.
final class LiveMetrics {

  /// Tenants with series of their own.
  static final int MAX_TENANTS = 1000;

  /// The label of all tenants beyond [#MAX_TENANTS]; no tenant can have this name.
  static final String OTHER_TENANTS = "=other";

  private final MeterRegistry registry;
  private final Counter blocksCut;
  private final Map<TenantId, Series> tenants = new HashMap<>();
  private @Nullable Series others;

  LiveMetrics(MeterRegistry registry) {
    this.registry = registry;
    blocksCut =
        Counter.builder("tempo_live_store_blocks_cut")
            .description("Heads that were cut to become blocks")
            .register(registry);
  }

  /// Counts one request of a tenant.
  void appended(TenantId tenant, LiveHead head, int newTraces, int requestBytes) {
    Series series = series(tenant);
    series.tracesCreated.increment(newTraces);
    series.bytesReceived.increment(requestBytes);
    series.observe(head);
  }

  /// Some traces of a tenant go on in another head.
  void carriedOn(TenantId tenant, LiveHead head) {
    series(tenant).observe(head);
  }

  /// A section was cut.
  void cut(int blocks) {
    blocksCut.increment(blocks);
  }

  private Series series(TenantId tenant) {
    Series known = tenants.get(tenant);
    if (known != null) {
      return known;
    }
    if (tenants.size() < MAX_TENANTS) {
      Series series = new Series(registry, tenant.value());
      tenants.put(tenant, series);
      return series;
    }
    Series shared = others != null ? others : new Series(registry, OTHER_TENANTS);
    others = shared;
    return shared;
  }

  /// The series of one value of the label `tenant`.
  private static final class Series {

    private final Counter tracesCreated;
    private final Counter bytesReceived;
    private final Set<LiveHead> heads = ConcurrentHashMap.newKeySet();
    private @Nullable LiveHead last;

    Series(MeterRegistry registry, String tenant) {
      tracesCreated =
          Counter.builder("tempo_live_store_traces_created")
              .description("Traces that began in the live store")
              .tag("tenant", tenant)
              .register(registry);
      bytesReceived =
          Counter.builder("tempo_live_store_bytes_received")
              .description("Bytes of requests that the live store took")
              .tags("tenant", tenant, "data_type", "trace")
              .register(registry);
      gauge(
          registry, "tempo_live_store_live_traces", "Traces in live heads", tenant, Series::traces);
      gauge(
          registry,
          "tempo_live_store_live_trace_bytes",
          "Memory of live heads",
          tenant,
          LiveHead::usedBytes);
    }

    private void gauge(
        MeterRegistry registry,
        String name,
        String description,
        String tenant,
        ToLongFunction<LiveHead> value) {
      Gauge.builder(name, this, series -> series.heads.stream().mapToLong(value).sum())
          .description(description)
          .tag("tenant", tenant)
          .register(registry);
    }

    private static long traces(LiveHead head) {
      return head.traces().count();
    }

    void observe(LiveHead head) {
      if (head != last) {
        last = head;
        heads.removeIf(known -> known.usedBytes() == 0);
        heads.add(head);
      }
    }
  }
}
