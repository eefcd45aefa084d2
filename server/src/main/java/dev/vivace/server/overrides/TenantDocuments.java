package dev.vivace.server.overrides;

import dev.vivace.model.error.CorruptDataException;
import dev.vivace.model.error.InvalidRequestException;
import dev.vivace.model.error.LimitExceededException;
import dev.vivace.model.error.StoreUnavailableException;
import dev.vivace.model.id.TenantId;
import dev.vivace.server.config.LimitsDocument;
import dev.vivace.storage.override.OverrideStore;
import dev.vivace.storage.override.StoredOverride;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What tenants have set, as it lies in the store, kept in force. Thread-safe; calls block.
final class TenantDocuments {

  /// The most tenants that may set limits.
  static final int MAX_TENANTS = 10_000;

  private static final Logger LOG = LoggerFactory.getLogger(TenantDocuments.class);

  private final OverrideStore store;
  private final Overrides overrides;
  private final Counter failedReads;
  private final Map<TenantId, Version> known = new HashMap<>();

  /// A version of a tenant's document.
  ///
  /// @param document null if there is none
  record Version(long number, @Nullable LimitsDocument document) {}

  TenantDocuments(OverrideStore store, Overrides overrides, MeterRegistry registry) {
    this.store = store;
    this.overrides = overrides;
    this.failedReads =
        Counter.builder("tempo_overrides_user_configurable_overrides_reload_failed")
            .description("Looks at what tenants have set that failed")
            .register(registry);
  }

  /// Looks for what has changed. What cannot be read stays as it was.
  synchronized void poll() {
    try {
      Map<TenantId, Long> newest = store.newest();
      known.keySet().retainAll(newest.keySet());
      newest.forEach(this::refresh);
    } catch (StoreUnavailableException | CorruptDataException e) {
      failed("what tenants have set could not be looked at", e);
    }
    apply();
  }

  private void refresh(TenantId tenant, long newest) {
    Version old = known.get(tenant);
    if ((old != null && old.number() >= newest) || (old == null && known.size() >= MAX_TENANTS)) {
      return;
    }
    try {
      load(tenant);
    } catch (StoreUnavailableException | CorruptDataException | InvalidRequestException e) {
      failed("what tenant " + tenant + " has set could not be read", e);
    }
  }

  private void failed(String what, RuntimeException e) {
    failedReads.increment();
    LOG.warn("{}; what is known of it stays in force: {}", what, e.getMessage());
  }

  private void apply() {
    Map<TenantId, LimitsDocument> documents = new HashMap<>();
    known.forEach(
        (tenant, version) -> {
          if (version.document() != null) {
            documents.put(tenant, version.document());
          }
        });
    if (!documents.equals(overrides.documents())) {
      overrides.useDocuments(documents);
    }
  }

  /// The newest version of the tenant's document, from the store.
  synchronized Version read(TenantId tenant) {
    Version version = load(tenant);
    apply();
    return version;
  }

  private Version load(TenantId tenant) {
    Version version = version(store.read(tenant));
    if (version.number() > 0) {
      known.put(tenant, version);
    }
    return version;
  }

  private static Version version(StoredOverride stored) {
    String limits = stored.limits();
    return new Version(
        stored.number(),
        limits == null ? null : LimitsDocument.parse(limits.getBytes(StandardCharsets.UTF_8)));
  }

  /// Writes the version after `previous`; in force at once.
  ///
  /// @param document null deletes it
  /// @return empty if another version has come meanwhile
  synchronized Optional<Version> write(
      TenantId tenant, long previous, @Nullable LimitsDocument document) {
    if (!known.containsKey(tenant) && known.size() >= MAX_TENANTS) {
      throw new LimitExceededException(
          "tenant '%s': %,d tenants have set limits, the most that may; set them in overrides.per_tenant_override_config"
              .formatted(tenant, known.size()));
    }
    Optional<Version> written =
        store
            .write(tenant, previous, document == null ? null : document.text())
            .map(stored -> new Version(stored.number(), document));
    written.ifPresent(
        version -> {
          known.put(tenant, version);
          apply();
        });
    return written;
  }
}
