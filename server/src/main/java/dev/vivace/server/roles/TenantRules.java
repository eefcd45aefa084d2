package dev.vivace.server.roles;

import dev.vivace.distributor.forward.Forwarding;
import dev.vivace.distributor.redact.Redaction;
import dev.vivace.server.config.LimitsConfig;
import dev.vivace.server.config.MetricsGeneratorLimits.ForwarderLimits;
import dev.vivace.server.config.RedactionLimits;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// What a tenant's limits say of redaction and forwarding, ready to be used: compiled once for as
/// long as they stay the same. Thread-safe.
final class TenantRules {

  /// More than there may be tenants with rules of their own; then all are compiled anew.
  private static final int MAX_COMPILED = 20_000;

  private final Map<RedactionLimits, Redaction> compiled = new ConcurrentHashMap<>();

  /// Null if there are no rules.
  @Nullable Redaction redaction(RedactionLimits limits) {
    if (limits.rules().isEmpty()) {
      return null;
    }
    Redaction known = compiled.get(limits);
    if (known != null) {
      return known;
    }
    if (compiled.size() >= MAX_COMPILED) {
      compiled.clear();
    }
    return compiled.computeIfAbsent(limits, RedactionLimits::redaction);
  }

  /// The queues' sizes are those of the generator's; 0 is the default.
  Forwarding forwarding(LimitsConfig limits) {
    if (limits.forwarders().isEmpty()) {
      return Forwarding.NONE;
    }
    ForwarderLimits queue = limits.metricsGenerator().forwarder();
    return new Forwarding(
        limits.forwarders(),
        queue.queueSize() > 0 ? queue.queueSize() : ForwarderLimits.QUEUE_SIZE,
        queue.workers() > 0 ? queue.workers() : ForwarderLimits.WORKERS);
  }
}
