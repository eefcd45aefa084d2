package dev.vivace.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vivace.server.lifecycle.Readiness;
import dev.vivace.transport.http.HttpResponse;
import dev.vivace.transport.http.HttpServer;
import dev.vivace.transport.http.HttpServerConfig;
import dev.vivace.transport.tls.TlsConfig;
import io.grpc.ManagedChannel;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// One port with TLS: HTTP/1.1, HTTP/2 and gRPC, as the client's ALPN has it.
class TlsPortTest {

  private static final char[] PASSWORD = "changeit".toCharArray();

  private static Path certificate;
  private static Path key;
  private static KeyStore store;
  private static SharedPortCalls calls;
  private static HttpServer server;

  @BeforeAll
  static void start(@TempDir Path folder) throws Exception {
    store = makeStore(folder.resolve("store.p12"));
    certificate = folder.resolve("certificate.pem");
    key = folder.resolve("key.pem");
    writePem(certificate, "CERTIFICATE", store.getCertificate("vivace").getEncoded());
    writePem(key, "PRIVATE KEY", store.getKey("vivace", PASSWORD).getEncoded());
    calls = SharedPortCalls.start(List.of(new ReadinessHealth(new Readiness())), 1000, 1000);
    server = start(TlsConfig.of(certificate, key, null));
  }

  private static HttpServer start(TlsConfig tls) {
    return HttpServer.start(
        HttpServerConfig.of("api", "server.http_listen_port", "127.0.0.1", 0).withTls(tls),
        request -> HttpResponse.text(200, request.path()),
        calls,
        new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
  }

  @AfterAll
  static void stop() throws Exception {
    server.stop(Duration.ofSeconds(5));
    calls.stop(Duration.ofSeconds(5));
  }

  private static KeyStore makeStore(Path file) throws Exception {
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "vivace",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost,ip:127.0.0.1",
                "-storetype",
                "PKCS12",
                "-keystore",
                file.toString(),
                "-storepass",
                new String(PASSWORD))
            .redirectErrorStream(true)
            .start();
    String output = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(keytool.waitFor()).as(output).isZero();
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, PASSWORD);
    }
    return store;
  }

  private static void writePem(Path file, String type, byte[] bytes) throws IOException {
    Files.writeString(
        file,
        "-----BEGIN %s-----\n%s\n-----END %s-----\n"
            .formatted(type, Base64.getMimeEncoder().encodeToString(bytes), type));
  }

  private static SSLContext trusting() throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("vivace", store.getCertificate("vivace"));
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, factory.getTrustManagers(), null);
    return context;
  }

  private static java.net.http.HttpResponse<String> get(HttpServer from, HttpClient.Version version)
      throws Exception {
    try (HttpClient client = HttpClient.newBuilder().sslContext(trusting()).build()) {
      return client.send(
          HttpRequest.newBuilder(URI.create("https://localhost:" + from.port() + "/api/search"))
              .version(version)
              .build(),
          BodyHandlers.ofString());
    }
  }

  @Test
  void bothVersionsOfHttpAreSpoken() throws Exception {
    for (HttpClient.Version version : HttpClient.Version.values()) {
      var response = get(server, version);
      assertThat(response.body()).isEqualTo("/api/search");
      assertThat(response.version()).isEqualTo(version);
    }
  }

  @Test
  void callsAreAnswered() throws Exception {
    ManagedChannel channel =
        NettyChannelBuilder.forAddress("localhost", server.port())
            .sslContext(GrpcSslContexts.forClient().trustManager(certificate.toFile()).build())
            .build();
    try {
      assertThat(
              HealthGrpc.newBlockingStub(channel)
                  .check(HealthCheckRequest.getDefaultInstance())
                  .getStatus())
          .isEqualTo(ServingStatus.NOT_SERVING);
    } finally {
      channel.shutdownNow();
    }
  }

  @Test
  void clientsWithoutCertificateAreSentAwayIfOneIsAskedFor() {
    HttpServer strict = start(TlsConfig.of(certificate, key, certificate));
    try {
      assertThatThrownBy(() -> get(strict, HttpClient.Version.HTTP_1_1))
          .isInstanceOf(IOException.class);
    } finally {
      strict.stop(Duration.ofSeconds(5));
    }
  }

  @Test
  void aFileThatIsNoCertificateStopsTheStart() {
    assertThatThrownBy(() -> start(TlsConfig.of(key, key, null)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(key + ": found no certificate (expected: PEM with 'CERTIFICATE')");
  }
}
