package dev.vivace.ingester.sampling;

import dev.vivace.model.id.TenantId;
import dev.vivace.storage.section.SampledTenant;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/// The sampling of all tenants that sample. One thread cuts; the settings may be asked for by any.
///
/// A change of a tenant's settings holds from the next cut on.
public final class TailSampling {

  /// Decisions that are remembered, of all tenants together: some 9 MiB, and 1.4 MiB of each commit
  /// object. Beyond it those with the most forget.
  static final int MAX_REMEMBERED = 128 << 10;

  /// So long after a tenant's last decision what was decided is of no use.
  private static final long FORGET_NANOS = Duration.ofHours(1).toNanos();

  private final Function<TenantId, SamplingSettings> settings;
  private final int maxRemembered;
  private final Map<TenantId, TenantSampling> tenants = new TreeMap<>();

  /// @param settings of a tenant, now
  /// @param before what the last section said
  public TailSampling(Function<TenantId, SamplingSettings> settings, List<SampledTenant> before) {
    this(settings, before, MAX_REMEMBERED);
  }

  TailSampling(
      Function<TenantId, SamplingSettings> settings,
      List<SampledTenant> before,
      int maxRemembered) {
    this.settings = settings;
    this.maxRemembered = maxRemembered;
    before.forEach(tenant -> tenants.put(tenant.tenant(), new TenantSampling(tenant)));
  }

  /// How the tenant's traces are sampled; thread-safe.
  public SamplingSettings settings(TenantId tenant) {
    return settings.apply(tenant);
  }

  /// What decides about the traces of a tenant that samples.
  public TenantSampling of(TenantId tenant) {
    return tenants.computeIfAbsent(tenant, TenantSampling::new);
  }

  /// What the section says that is cut at this append time; those that follow begin anew to count.
  public List<SampledTenant> endSection(long nowNanos) {
    tenants.entrySet().removeIf(entry -> isOver(entry.getKey(), entry.getValue(), nowNanos));
    shrink();
    List<SampledTenant> said = new ArrayList<>();
    tenants.values().forEach(tenant -> said.add(tenant.endSection()));
    return said;
  }

  private boolean isOver(TenantId tenant, TenantSampling state, long nowNanos) {
    return !state.hasDecided()
        && (!settings(tenant).isOn() || nowNanos - state.lastDecisionNanos() >= FORGET_NANOS);
  }

  private void shrink() {
    int remembered = tenants.values().stream().mapToInt(TenantSampling::remembered).sum();
    if (remembered > maxRemembered) {
      int share = maxRemembered / tenants.size();
      tenants.values().forEach(tenant -> tenant.shrinkTo(share));
    }
  }
}
