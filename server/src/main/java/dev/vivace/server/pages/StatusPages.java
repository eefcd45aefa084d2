package dev.vivace.server.pages;

import dev.vivace.server.access.Access;
import dev.vivace.server.config.ConfigPrinter;
import dev.vivace.server.config.VivaceConfig;
import dev.vivace.server.lifecycle.Lifecycle;
import dev.vivace.server.lifecycle.Readiness;
import dev.vivace.server.overrides.Overrides;
import dev.vivace.transport.http.HttpHandler;
import dev.vivace.transport.http.HttpRequest;
import dev.vivace.transport.http.HttpResponse;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Supplier;

/// The pages by path. Those under `/api` come after `http_api_prefix`, the others do not.
public final class StatusPages {

  private static final String YAML = "text/yaml; charset=utf-8";
  private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";
  private static final String OPEN_METRICS = "application/openmetrics-text";

  private final VivaceConfig config;
  private final BuildInfo build;
  private final Lifecycle lifecycle;
  private final Supplier<List<String>> routes;
  private final Readiness readiness;
  private final Supplier<String> storage;
  private final OverridesPages overrides;
  private final PrometheusMeterRegistry registry;

  /// @param routes what the port answers, one a line; asked at each request
  /// @param storage where blocks are kept, in one line; asked at each request
  public StatusPages(
      VivaceConfig config,
      BuildInfo build,
      Lifecycle lifecycle,
      Supplier<List<String>> routes,
      Readiness readiness,
      Supplier<String> storage,
      Overrides overrides,
      PrometheusMeterRegistry registry) {
    this.config = config;
    this.build = build;
    this.lifecycle = lifecycle;
    this.routes = routes;
    this.readiness = readiness;
    this.storage = storage;
    this.overrides = new OverridesPages(overrides);
    this.registry = registry;
  }

  /// The registry whose meters the page of metrics shows.
  public static PrometheusMeterRegistry newRegistry() {
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    registry.config().namingConvention(new MetricNames());
    return registry;
  }

  /// A page.
  ///
  /// @param access what it needs of who asks
  public record Page(Access access, HttpHandler handler) {}

  /// The pages outside the API: `GET`, by pattern; a `{name}` stands for one segment.
  public SequencedMap<String, Page> pages() {
    SequencedMap<String, Page> pages = new LinkedHashMap<>();
    pages.put("/ready", new Page(Access.OPEN, _ -> ready()));
    pages.put("/live", new Page(Access.OPEN, _ -> HttpResponse.text(200, "live\n")));
    pages.put("/metrics", operating(this::metrics));
    pages.put("/status", operating(_ -> HttpResponse.text(200, overview())));
    pages.put("/status/version", operating(_ -> HttpResponse.text(200, build.describe() + "\n")));
    pages.put("/status/services", operating(_ -> HttpResponse.text(200, services())));
    pages.put("/status/endpoints", operating(_ -> HttpResponse.text(200, endpoints())));
    pages.put("/status/config", operating(this::config));
    pages.put("/status/runtime_config", operating(this::runtimeConfig));
    pages.put("/status/overrides", operating(_ -> overrides.list()));
    pages.put("/status/overrides/{tenant}", operating(overrides::tenant));
    return pages;
  }

  private static Page operating(HttpHandler handler) {
    return new Page(Access.OPERATE, handler);
  }

  /// The pages of the API.
  public SequencedMap<String, Page> apiPages() {
    SequencedMap<String, Page> pages = new LinkedHashMap<>();
    pages.put("/api/status/buildinfo", new Page(Access.READ, _ -> buildInfo()));
    return pages;
  }

  private HttpResponse ready() {
    Optional<String> reason = readiness.reasonNotReady();
    return reason
        .map(text -> HttpResponse.text(503, "not ready: " + text + "\n"))
        .orElseGet(() -> HttpResponse.text(200, "ready\n"));
  }

  private HttpResponse metrics(HttpRequest request) {
    boolean open = request.header("accept").filter(a -> a.contains(OPEN_METRICS)).isPresent();
    String type = open ? OPEN_METRICS + "; version=1.0.0; charset=utf-8" : PROMETHEUS;
    String page = MetricNames.restored(registry.scrape(type));
    return HttpResponse.of(200, type, page.getBytes(StandardCharsets.UTF_8));
  }

  private HttpResponse config(HttpRequest request) {
    String mode = request.parameter("mode").orElse("");
    return switch (mode) {
      case "" -> yaml(ConfigPrinter.yaml(config));
      case "diff" -> yaml(ConfigPrinter.difference(config, VivaceConfig.defaults()));
      case "defaults" -> yaml(ConfigPrinter.yaml(VivaceConfig.defaults()));
      default -> HttpResponse.text(400, "mode: unknown (expected: diff, defaults or nothing)\n");
    };
  }

  private HttpResponse runtimeConfig(HttpRequest request) {
    String mode = request.parameter("mode").orElse("");
    return switch (mode) {
      case "" -> yaml(overrides.runtimeConfig(false));
      case "diff" -> yaml(overrides.runtimeConfig(true));
      default -> HttpResponse.text(400, "mode: unknown (expected: diff or nothing)\n");
    };
  }

  private HttpResponse buildInfo() {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("version", BuildInfo.COMPATIBLE_VERSION);
    fields.put("revision", build.revision());
    fields.put("branch", build.branch());
    fields.put("buildUser", "vivace " + build.version());
    fields.put("buildDate", build.buildDate());
    fields.put("goVersion", BuildInfo.javaVersion());
    return JsonPage.of(fields);
  }

  private String overview() {
    return "%s\n\nServices\n%s\nStorage\n%s\n\nEndpoints\n%s\nRuntime configuration\n%s\nConfiguration\n%s"
        .formatted(
            build.describe(),
            services(),
            storage.get(),
            endpoints(),
            overrides.runtimeConfig(true),
            ConfigPrinter.yaml(config));
  }

  private String services() {
    StringBuilder text = new StringBuilder();
    lifecycle.states().forEach((name, state) -> text.append("%-24s %s%n".formatted(name, state)));
    return text.toString();
  }

  private String endpoints() {
    return String.join("\n", routes.get()) + "\n";
  }

  private static HttpResponse yaml(String text) {
    return HttpResponse.of(200, YAML, text.getBytes(StandardCharsets.UTF_8));
  }
}
