package dev.vivace.ingester;

import dev.vivace.model.id.TenantId;
import dev.vivace.storage.section.SampledTenant;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.HashSet;
import java.util.Set;

/// Counts what sampling has decided, by tenant and policy, once it is committed. Tenants get series
/// of their own up to [LiveMetrics#MAX_TENANTS]; those after share some. For one thread.
final class SamplingMetrics {

  private final MeterRegistry registry;
  private final Set<TenantId> tenants = new HashSet<>();

  SamplingMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  /// Counts what a section says of a tenant.
  void decided(SampledTenant sampled) {
    String tenant = label(sampled.tenant());
    for (SampledTenant.Outcome outcome : sampled.outcomes()) {
      Tags tags =
          Tags.of(
              "tenant",
              tenant,
              "policy",
              outcome.policy(),
              "decision",
              outcome.isKept() ? "kept" : "dropped");
      count(
          "vivace_sampling_traces",
          "Traces that sampling has kept or dropped, by the policy that decided",
          tags,
          outcome.traces());
      count("vivace_sampling_spans", "Spans of these traces", tags, outcome.spans());
    }
    if (sampled.early() > 0) {
      count(
          "vivace_sampling_early_traces",
          "Traces that were decided before their wait was over, for want of room",
          Tags.of("tenant", tenant),
          sampled.early());
    }
  }

  private void count(String name, String description, Tags tags, long amount) {
    Counter.builder(name)
        .description(description)
        .tags(tags)
        .register(registry)
        .increment((double) amount);
  }

  private String label(TenantId tenant) {
    if (tenants.size() < LiveMetrics.MAX_TENANTS) {
      tenants.add(tenant);
    }
    return tenants.contains(tenant) ? tenant.value() : LiveMetrics.OTHER_TENANTS;
  }
}
