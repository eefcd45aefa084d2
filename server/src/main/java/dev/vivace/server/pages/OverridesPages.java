package dev.vivace.server.pages;

import dev.vivace.model.id.TenantId;
import dev.vivace.server.config.ConfigPrinter;
import dev.vivace.server.config.OverridesConfig;
import dev.vivace.transport.http.HttpRequest;
import dev.vivace.transport.http.HttpResponse;
import java.nio.charset.StandardCharsets;

/// The limits that hold, as HTML. No tenant has its own yet: all have the defaults.
final class OverridesPages {

  private static final String PATH = "/status/overrides/";

  private OverridesPages() {}

  static HttpResponse list() {
    return html("Tenants with limits of their own", "<p>None: the defaults hold for all.</p>");
  }

  static HttpResponse tenant(HttpRequest request, OverridesConfig overrides) {
    TenantId tenant = new TenantId(request.path().substring(PATH.length()));
    String limits = escape(ConfigPrinter.yaml(overrides.defaults()));
    return html("Limits of " + escape(tenant.value()), "<pre>" + limits + "</pre>");
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
