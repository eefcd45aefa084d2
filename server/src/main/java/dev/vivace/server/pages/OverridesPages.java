package dev.vivace.server.pages;

import dev.vivace.model.id.TenantId;
import dev.vivace.server.config.ConfigPrinter;
import dev.vivace.server.config.LimitsConfig;
import dev.vivace.server.config.TenantLimits;
import dev.vivace.server.overrides.Overrides;
import dev.vivace.transport.http.HttpRequest;
import dev.vivace.transport.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// The limits that hold: of all tenants with their own as YAML, a list of them and the limits of
/// one as HTML. Secrets are masked.
final class OverridesPages {

  private static final String TITLE = "Tenants with limits of their own";
  private static final String PATH = "/status/overrides/";

  private final Overrides overrides;

  OverridesPages(Overrides overrides) {
    this.overrides = overrides;
  }

  /// What the runtime file says, laid over the defaults.
  ///
  /// @param onlyDifferences whether what is as in the defaults is left out
  String runtimeConfig(boolean onlyDifferences) {
    Map<String, LimitsConfig> limits = byName();
    return onlyDifferences
        ? ConfigPrinter.differences("overrides", limits, overrides.runtime().defaults())
        : ConfigPrinter.yaml("overrides", limits);
  }

  HttpResponse list() {
    Set<String> named = byName().keySet();
    Set<String> rows = new TreeSet<>(named);
    overrides.documents().keySet().forEach(tenant -> rows.add(tenant.value()));
    if (rows.isEmpty()) {
      return html(TITLE, "<p>None: the defaults hold for all.</p>");
    }
    String header = "<tr><th>Tenant</th><th>Runtime file</th><th>Set by the tenant</th></tr>\n";
    return html(
        TITLE,
        rows.stream()
            .map(name -> row(name, named.contains(name)))
            .collect(Collectors.joining("\n", "<table>" + header, "\n</table>")));
  }

  private String row(String name, boolean inFile) {
    // "*" is no tenant, so it has no page.
    if (name.equals("*")) {
      return "<tr><td>* (all others)</td><td>yes</td><td>no</td></tr>";
    }
    boolean ownDocument = overrides.documents().containsKey(new TenantId(name));
    return "<tr><td><a href=\"overrides/%1$s\">%1$s</a></td><td>%2$s</td><td>%3$s</td></tr>"
        .formatted(escape(name), inFile ? "yes" : "no", ownDocument ? "yes" : "no");
  }

  HttpResponse tenant(HttpRequest request) {
    TenantId tenant = new TenantId(request.path().substring(PATH.length()));
    TenantLimits runtime = overrides.runtime();
    String source =
        runtime.byTenant().containsKey(tenant)
            ? "From the runtime file, over the defaults."
            : runtime.wildcard() != null
                ? "From * of the runtime file, over the defaults."
                : "The defaults.";
    if (overrides.documents().containsKey(tenant)) {
      source += " Over them, what the tenant has set.";
    }
    String limits = escape(ConfigPrinter.yaml(overrides.of(tenant)));
    return html(
        "Limits of " + escape(tenant.value()), "<p>%s</p><pre>%s</pre>".formatted(source, limits));
  }

  private Map<String, LimitsConfig> byName() {
    TenantLimits runtime = overrides.runtime();
    Map<String, LimitsConfig> limits = new LinkedHashMap<>();
    if (runtime.wildcard() != null) {
      limits.put("*", runtime.wildcard());
    }
    new TreeMap<>(runtime.byTenant()).forEach((tenant, own) -> limits.put(tenant.value(), own));
    return limits;
  }

  private static HttpResponse html(String title, String body) {
    String page =
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>%s</title><h1>%s</h1>%s</html>\n"
            .formatted(title, title, body);
    return HttpResponse.of(200, "text/html; charset=utf-8", page.getBytes(StandardCharsets.UTF_8));
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}
