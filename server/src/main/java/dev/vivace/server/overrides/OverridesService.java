package dev.vivace.server.overrides;

import dev.vivace.server.config.OverridesConfig;
import dev.vivace.server.config.OverridesFile;
import dev.vivace.server.config.Problems;
import dev.vivace.server.config.TenantLimits;
import dev.vivace.server.lifecycle.Service;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads the runtime file again and again. A file that is wrong at the start stops it; one that
/// becomes wrong later changes nothing, and is logged when it is found so and when what is wrong
/// changes.
public final class OverridesService implements Service {

  private static final Logger LOG = LoggerFactory.getLogger(OverridesService.class);
  private static final int MAX_LOGGED_PROBLEMS = 10;

  private final OverridesConfig config;
  private final Map<String, String> environment;
  private final Overrides overrides;
  private final LimitMetrics metrics;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private List<String> lastErrors = List.of();
  private List<String> lastWarnings = List.of();
  private volatile boolean lastReadWorked = true;

  /// @param environment for variables in the file
  /// @param overrides what is to be kept up to date
  public OverridesService(
      OverridesConfig config,
      Map<String, String> environment,
      Overrides overrides,
      MeterRegistry registry) {
    this.config = config;
    this.environment = Map.copyOf(environment);
    this.overrides = overrides;
    this.metrics = new LimitMetrics(registry);
    metrics.show(overrides.runtime());
    if (hasFile()) {
      Gauge.builder(
              "tempo_runtime_config_last_reload_successful",
              this,
              service -> service.lastReadWorked ? 1 : 0)
          .description("Whether the file of limits could be used when it was last read")
          .register(registry);
    }
  }

  @Override
  public String name() {
    return "overrides";
  }

  @Override
  public void start() {
    if (!hasFile()) {
      return;
    }
    List<String> errors = reload();
    if (!errors.isEmpty()) {
      throw new IllegalArgumentException(
          String.join("; ", errors)
              + "; correct the file, or remove overrides.per_tenant_override_config");
    }
    Thread.ofVirtual().name("overrides").start(this::keepReading);
  }

  private boolean hasFile() {
    return !config.perTenantOverrideConfig().isEmpty();
  }

  private void keepReading() {
    long periodNanos = config.perTenantOverridePeriod().toNanos();
    try {
      while (!stopped.await(periodNanos, TimeUnit.NANOSECONDS)) {
        reload();
      }
    } catch (InterruptedException e) {
      LOG.debug("reading limits was interrupted and ends", e);
    }
  }

  /// Reads the file once; what it says holds from now on if nothing is wrong with it.
  ///
  /// @return what is wrong
  synchronized List<String> reload() {
    Problems problems = new Problems();
    TenantLimits read =
        new OverridesFile(overrides.runtime().defaults(), environment, problems)
            .read(Path.of(config.perTenantOverrideConfig()));
    lastReadWorked = problems.errors().isEmpty();
    if (lastReadWorked && !read.equals(overrides.runtime())) {
      overrides.useRuntime(read);
      metrics.show(read);
      LOG.info("limits of {} tenants are in force", read.byTenant().size());
    }
    log(problems);
    return problems.errors();
  }

  private void log(Problems problems) {
    if (!problems.errors().equals(lastErrors)) {
      lastErrors = problems.errors();
      if (lastErrors.isEmpty()) {
        LOG.info("the file of limits is right again");
      }
      lastErrors.stream()
          .limit(MAX_LOGGED_PROBLEMS)
          .forEach(
              error ->
                  LOG.error(
                      "{}; the limits before it stay in force, correct {}",
                      error,
                      config.perTenantOverrideConfig()));
    }
    if (!problems.warnings().equals(lastWarnings)) {
      lastWarnings = problems.warnings();
      lastWarnings.stream().limit(MAX_LOGGED_PROBLEMS).forEach(LOG::warn);
    }
  }

  @Override
  public void stop(Duration timeout) {
    stopped.countDown();
  }
}
