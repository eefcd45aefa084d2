package dev.vivace.server.overrides;

import dev.vivace.model.error.StoreUnavailableException;
import dev.vivace.model.id.TenantId;
import dev.vivace.querier.api.TenantResolver;
import dev.vivace.server.config.LimitsDocument;
import dev.vivace.server.config.UserConfigurableOverridesConfig;
import dev.vivace.server.lifecycle.Service;
import dev.vivace.server.overrides.TenantDocuments.Version;
import dev.vivace.storage.object.ObjectStore;
import dev.vivace.storage.override.OverrideStore;
import dev.vivace.transport.http.HttpRequest;
import dev.vivace.transport.http.HttpResponse;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// `/api/overrides`: a tenant sets some of its limits itself. A version is an ETag; who replaces or
/// deletes a document names the version it knows in `If-Match`, `0` if it knows none.
///
/// As a service it looks again and again for what was set through other processes.
public final class OverridesApi implements Service {

  private static final Logger LOG = LoggerFactory.getLogger(OverridesApi.class);
  private static final int PATCH_ATTEMPTS = 5;
  private static final String NO_VERSION = "0";

  private final UserConfigurableOverridesConfig config;
  private final TenantResolver tenants;
  private final Overrides overrides;
  private final Supplier<ObjectStore> store;
  private final MeterRegistry registry;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private volatile @Nullable TenantDocuments documents;

  /// @param store where documents are kept; asked for when this starts
  public OverridesApi(
      UserConfigurableOverridesConfig config,
      TenantResolver tenants,
      Overrides overrides,
      Supplier<ObjectStore> store,
      MeterRegistry registry) {
    this.config = config;
    this.tenants = tenants;
    this.overrides = overrides;
    this.store = store;
    this.registry = registry;
  }

  @Override
  public String name() {
    return "overrides-api";
  }

  @Override
  public void start() {
    TenantDocuments started =
        new TenantDocuments(new OverrideStore(store.get()), overrides, registry);
    started.poll();
    documents = started;
    Thread.ofVirtual().name("overrides-api").start(() -> keepPolling(started));
  }

  private void keepPolling(TenantDocuments started) {
    try {
      while (!stopped.await(config.pollInterval().toNanos(), TimeUnit.NANOSECONDS)) {
        started.poll();
      }
    } catch (InterruptedException e) {
      LOG.debug("looking for what tenants have set was interrupted and ends", e);
    }
  }

  @Override
  public void stop(Duration timeout) {
    documents = null;
    stopped.countDown();
  }

  private TenantDocuments documents() {
    return Optional.ofNullable(documents)
        .orElseThrow(
            () -> new StoreUnavailableException("the process starts or stops; ask again later"));
  }

  /// Answers whose tenant is known; the others are refused here.
  private interface Endpoint {

    HttpResponse answer(TenantId tenant, HttpRequest request);
  }

  private HttpResponse forTenant(HttpRequest request, Endpoint endpoint) {
    List<TenantId> named = tenants.tenants(request);
    return switch (named.size()) {
      case 0 -> refuse(401, TenantResolver.NO_TENANT);
      case 1 -> endpoint.answer(named.getFirst(), request);
      default ->
          refuse(400, "X-Scope-OrgID names %d tenants; limits are one's".formatted(named.size()));
    };
  }

  /// Shows the document, or with `scope=merged` what holds.
  public HttpResponse get(HttpRequest request) {
    return forTenant(request, this::get);
  }

  private HttpResponse get(TenantId tenant, HttpRequest request) {
    String scope = request.parameter("scope").orElse("api");
    Version version = documents().read(tenant);
    LimitsDocument document = version.document();
    return switch (scope) {
      case "api" -> document == null ? none(tenant) : json(document.text(), version);
      case "merged" -> json(LimitsDocument.editable(overrides.of(tenant)), version);
      default -> refuse(400, "scope: '%s' (expected: api or merged)".formatted(scope));
    };
  }

  /// Replaces the document.
  public HttpResponse post(HttpRequest request) {
    return forTenant(request, this::post);
  }

  private HttpResponse post(TenantId tenant, HttpRequest request) {
    if (request.header("if-match").isEmpty()) {
      return noPrecondition();
    }
    LimitsDocument document = LimitsDocument.parse(request.body());
    String conflict = conflict(tenant, document, request);
    if (conflict != null) {
      return refuse(400, conflict);
    }
    return write(tenant, request, documents().read(tenant), document);
  }

  /// Changes the document by a merge patch, or makes one.
  public HttpResponse patch(HttpRequest request) {
    return forTenant(request, this::patch);
  }

  private HttpResponse patch(TenantId tenant, HttpRequest request) {
    for (int i = 0; i < PATCH_ATTEMPTS; i++) {
      Version version = documents().read(tenant);
      LimitsDocument old = version.document();
      LimitsDocument document =
          (old == null ? LimitsDocument.empty() : old).patched(request.body());
      String conflict = conflict(tenant, document, request);
      if (conflict != null) {
        return refuse(400, conflict);
      }
      Optional<Version> written = documents().write(tenant, version.number(), document);
      if (written.isPresent()) {
        LOG.info("tenant {} has changed its limits, version {}", tenant, written.get().number());
        return json(document.text(), written.get());
      }
    }
    return refuse(412, "others change the document all the time; try again later");
  }

  /// Deletes the document.
  public HttpResponse delete(HttpRequest request) {
    return forTenant(request, this::delete);
  }

  private HttpResponse delete(TenantId tenant, HttpRequest request) {
    if (request.header("if-match").isEmpty()) {
      return noPrecondition();
    }
    Version version = documents().read(tenant);
    return version.document() == null ? none(tenant) : write(tenant, request, version, null);
  }

  private HttpResponse write(
      TenantId tenant, HttpRequest request, Version known, @Nullable LimitsDocument document) {
    String expected = request.header("if-match").orElseThrow();
    if (!unquoted(expected).equals(etag(known))) {
      return changed(expected, known);
    }
    Optional<Version> written = documents().write(tenant, known.number(), document);
    if (written.isEmpty()) {
      return changed(expected, documents().read(tenant));
    }
    LOG.info("tenant {} has set its limits, version {}", tenant, written.get().number());
    return HttpResponse.empty(200).withHeader("etag", etag(written.get()));
  }

  private @Nullable String conflict(TenantId tenant, LimitsDocument document, HttpRequest request) {
    boolean skipped =
        request
            .parameter("skip-conflicting-overrides-check")
            .filter(value -> value.equals("true"))
            .isPresent();
    if (skipped || !config.api().checkForConflictingRuntimeOverrides()) {
      return null;
    }
    List<String> conflicts =
        document.conflicts(overrides.runtime().of(tenant), overrides.runtime().defaults());
    return conflicts.isEmpty()
        ? null
        : "the operator's file sets these for tenant '%s': %s; leave them out, or add skip-conflicting-overrides-check=true"
            .formatted(tenant, String.join(", ", conflicts));
  }

  private static String etag(Version version) {
    return version.document() == null ? NO_VERSION : Long.toString(version.number());
  }

  private static String unquoted(String etag) {
    boolean quoted = etag.length() >= 2 && etag.startsWith("\"") && etag.endsWith("\"");
    return quoted ? etag.substring(1, etag.length() - 1) : etag;
  }

  private static HttpResponse json(String text, Version version) {
    return HttpResponse.of(200, "application/json", text.getBytes(StandardCharsets.UTF_8))
        .withHeader("etag", etag(version));
  }

  private static HttpResponse none(TenantId tenant) {
    return refuse(404, "tenant '%s' has set no limits".formatted(tenant));
  }

  private static HttpResponse noPrecondition() {
    return refuse(
        428, "If-Match is missing (expected: the ETag of a GET, or 0 if there is no document)");
  }

  private static HttpResponse changed(String expected, Version found) {
    return refuse(
        412,
        "If-Match: %s, the document's version is %s; read it again and repeat the change"
            .formatted(expected, etag(found)));
  }

  private static HttpResponse refuse(int status, String message) {
    return HttpResponse.text(status, message + "\n");
  }
}
