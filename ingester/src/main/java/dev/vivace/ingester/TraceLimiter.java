package dev.vivace.ingester;

import dev.vivace.model.id.TenantId;
import dev.vivace.model.span.SpanBatch;
import dev.vivace.model.span.WireFormat;
import dev.vivace.storage.intake.SpanIntake;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.function.Function;

/// Refuses spans of traces that are too many or too large, before the log has them: the rest of the
/// request goes on, and the sender is told. What was acknowledged is never dropped afterwards.
///
/// After a restart counting begins anew. Thread-safe.
public final class TraceLimiter implements SpanIntake {

  private final SpanIntake next;
  private final Function<TenantId, TraceLimits> limits;
  private final TraceAccounts accounts;

  /// @param next takes what is not refused
  /// @param limits of a tenant; asked for each request
  /// @param idle a trace is live until no span of it has come for so long
  /// @param remember the size of a trace is known at least for so long after its last span
  public TraceLimiter(
      SpanIntake next,
      Function<TenantId, TraceLimits> limits,
      Duration idle,
      Duration remember,
      MeterRegistry registry) {
    this.next = next;
    this.limits = limits;
    this.accounts = new TraceAccounts(idle, remember, TraceAccounts.defaultMaxTraces());
    registry.gauge("vivace_accounted_traces", accounts, TraceAccounts::traces);
    registry.gauge("vivace_accounted_traces_limit", accounts, TraceAccounts::maxTraces);
  }

  @Override
  public void append(
      TenantId tenant,
      WireFormat format,
      long receivedNanos,
      int maxAttributeBytes,
      SpanBatch batch,
      Done done) {
    TraceLimits ofTenant = limits.apply(tenant);
    if (ofTenant.isUnlimited()) {
      next.append(tenant, format, receivedNanos, maxAttributeBytes, batch, done);
      return;
    }
    accounts.charge(tenant, ofTenant, batch, receivedNanos);
    if (batch.refusedCount() == batch.sentSpanCount()) {
      done.run(null);
      return;
    }
    next.append(
        tenant,
        format,
        receivedNanos,
        maxAttributeBytes,
        batch,
        failure -> {
          if (failure != null) {
            accounts.giveBack(tenant, batch); // It is sent again, and must not count twice.
          }
          done.run(failure);
        });
  }

  @Override
  public boolean isSlow() {
    return next.isSlow();
  }
}
