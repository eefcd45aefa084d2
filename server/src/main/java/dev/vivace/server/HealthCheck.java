package dev.vivace.server;

import dev.vivace.server.access.TlsSettings;
import dev.vivace.server.config.Endpoint;
import dev.vivace.server.config.VivaceConfig;
import dev.vivace.transport.tls.OwnPort;
import dev.vivace.transport.tls.TlsConfig;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/// Asks a running process whether it is ready, for container health checks without other tools.
final class HealthCheck {

  private static final int TIMEOUT_MILLIS = 5_000;
  private static final int MAX_BODY_BYTES = 4_096;

  /// What came of it.
  record Health(boolean healthy, String message) {}

  private HealthCheck() {}

  /// Where the process that this configuration describes says whether it is ready.
  static URI readyUrl(VivaceConfig config) {
    Endpoint endpoint = config.server().httpEndpoint();
    String host =
        switch (endpoint.host()) {
          case "0.0.0.0" -> "127.0.0.1";
          case "::" -> "::1";
          default -> endpoint.host();
        };
    String scheme = config.server().httpTlsConfig().isOn() ? "https://" : "http://";
    return URI.create(scheme + new Endpoint(host, endpoint.port()) + "/ready");
  }

  /// Asks the process that this configuration describes.
  static Health ask(VivaceConfig config) {
    TlsConfig tls = TlsSettings.api(config.server(), config.server().httpTlsConfig());
    URI url = readyUrl(config);
    try {
      return ask(url, tls == null ? null : OwnPort.client(tls));
    } catch (IllegalArgumentException e) {
      return new Health(false, "%s cannot be asked: %s".formatted(url, e.getMessage()));
    }
  }

  static Health ask(URI url) {
    return ask(url, null);
  }

  private static Health ask(URI url, @Nullable SSLContext tls) {
    try {
      HttpURLConnection connection = (HttpURLConnection) url.toURL().openConnection();
      if (tls != null && connection instanceof HttpsURLConnection secured) {
        secured.setSSLSocketFactory(tls.getSocketFactory());
        secured.setHostnameVerifier((_, _) -> true); // One certificate is believed, by itself.
      }
      connection.setConnectTimeout(TIMEOUT_MILLIS);
      connection.setReadTimeout(TIMEOUT_MILLIS);
      connection.setInstanceFollowRedirects(false);
      int status = connection.getResponseCode();
      try (InputStream body =
          status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
        String text =
            body == null
                ? ""
                : new String(body.readNBytes(MAX_BODY_BYTES), StandardCharsets.UTF_8).strip();
        return new Health(status == 200, "%s answered %d %s".formatted(url, status, text));
      }
    } catch (IOException | IllegalArgumentException e) {
      return new Health(false, "%s does not answer: %s".formatted(url, e.getMessage()));
    }
  }
}
