package dev.vivace.integration.grafana;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.integration.process.Servers;
import dev.vivace.integration.process.Settings;
import dev.vivace.integration.process.VivaceProcess;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;

/// A server with the traces of a shop, which go into blocks while they are asked for, and Grafana
/// in front of it. Tenants are told apart, so that each request needs the header that names one.
final class GrafanaFixture implements AutoCloseable {
  static final String TENANT = "shop";

  private final VivaceProcess server;
  private final GrafanaClient client;
  private final ShopTraces traces = new ShopTraces(Instant.now().minusSeconds(120));

  GrafanaFixture(Servers servers) {
    this(servers, Settings.unlimited().withBlocksAtOnce(), "");
  }

  /// @param path what the data source's URL has behind the port
  GrafanaFixture(Servers servers, Settings settings, String path) {
    this.server = servers.start(settings.with("multitenancy_enabled", true));
    this.client = new GrafanaClient(URI.create(server.http() + path));
    send(traces.shop());
  }

  VivaceProcess server() {
    return server;
  }

  GrafanaClient client() {
    return client;
  }

  ShopTraces traces() {
    return traces;
  }

  /// Stores spans; they can be searched when this returns.
  void send(ExportTraceServiceRequest request) {
    HttpRequest post =
        HttpRequest.newBuilder(server.otlpHttp().resolve("/v1/traces"))
            .header("Content-Type", "application/x-protobuf")
            .header("X-Scope-OrgID", TENANT)
            .POST(HttpRequest.BodyPublishers.ofByteArray(request.toByteArray()))
            .build();
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpResponse<String> response = http.send(post, HttpResponse.BodyHandlers.ofString());
      assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    } catch (IOException e) {
      throw new UncheckedIOException("spans could not be sent", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while spans were sent", e);
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
