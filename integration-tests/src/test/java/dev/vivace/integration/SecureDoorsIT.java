package dev.vivace.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vivace.integration.process.Servers;
import dev.vivace.integration.process.Settings;
import dev.vivace.integration.process.VivaceProcess;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.trace.OtlpGrpcSpanExporter;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Certificates on both sides and a token, between OpenTelemetry's exporters and the receivers; the
/// server's certificate changes again and again meanwhile, and once its files are nonsense.
@Tag("client")
class SecureDoorsIT {
  @RegisterExtension static final Servers SERVERS = new Servers();

  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final int RENEWALS = 5;
  private static final int SPANS_A_CONNECTION = 10;
  private static final Duration DEADLINE = Duration.ofSeconds(30);
  private static final String TOKEN = "a-token-of-this-integration-test";

  private final X509Bundle authority = authority();
  private final Queue<String> traces = new ConcurrentLinkedQueue<>();
  private final Queue<String> failures = new ConcurrentLinkedQueue<>();
  private final AtomicInteger connections = new AtomicInteger();

  private static X509Bundle authority() {
    try {
      return new CertificateBuilder()
          .ecp256()
          .subject("CN=authority")
          .setIsCertificateAuthority(true)
          .buildSelfSigned();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private X509Bundle issue() throws Exception {
    return new CertificateBuilder()
        .ecp256()
        .subject("CN=localhost")
        .addSanDnsName("localhost")
        .addSanIpAddress("127.0.0.1")
        .buildIssuedBy(authority);
  }

  private static void replace(Path file, String text) throws IOException {
    Path next = Files.writeString(file.resolveSibling("next.pem"), text);
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static Settings settings(Path folder) {
    Settings settings =
        Settings.unlimited()
            .with("auth.principals.agent.token", TOKEN)
            .with("auth.principals.agent.scopes", List.of("write", "read"));
    for (String protocol : List.of("grpc", "http")) {
      String tls = "distributor.receivers.otlp.protocols." + protocol + ".tls.";
      settings =
          settings
              .with(tls + "cert_file", folder.resolve("cert.pem").toString())
              .with(tls + "key_file", folder.resolve("key.pem").toString())
              .with(tls + "client_ca_file", folder.resolve("ca.pem").toString())
              .with(tls + "reload_interval", "50ms");
    }
    return settings;
  }

  @Test
  void noSpanIsLostWhileCertificatesAreRenewed() throws Exception {
    Path folder = SERVERS.newFolder();
    Path certificate = folder.resolve("cert.pem");
    Path key = folder.resolve("key.pem");
    X509Bundle first = issue();
    Files.writeString(certificate, first.getCertificatePathPEM());
    Files.writeString(key, first.getPrivateKeyPEM());
    Files.writeString(folder.resolve("ca.pem"), authority.getCertificatePEM());
    VivaceProcess server = SERVERS.start(settings(folder));
    X509Bundle own = issue();
    AtomicBoolean ended = new AtomicBoolean();
    List<Thread> senders = new ArrayList<>();
    for (boolean overHttp : new boolean[] {false, true}) {
      senders.add(Thread.ofPlatform().start(() -> keepSending(server, own, overHttp, ended)));
    }
    for (int i = 0; i < RENEWALS; i++) {
      awaitConnections(2);
      if (i == RENEWALS / 2) {
        replace(certificate, "nonsense");
        await().atMost(DEADLINE).until(() -> failing(server));
        awaitConnections(2);
      }
      X509Bundle next = issue();
      replace(certificate, next.getCertificatePathPEM());
      replace(key, next.getPrivateKeyPEM());
      await().atMost(DEADLINE).until(() -> !failing(server));
    }
    ended.set(true);
    for (Thread sender : senders) {
      sender.join();
    }

    assertThat(failures).isEmpty();
    assertThat(traces).hasSizeGreaterThan(2 * RENEWALS * SPANS_A_CONNECTION);
    for (String trace : traces) {
      assertThat(get(server, "/api/traces/" + trace).statusCode()).as(trace).isEqualTo(200);
    }
    assertThat(metric(server, "vivace_file_reloads_total{of=\"tls of otlp-grpc\",outcome=\"ok\"}"))
        .isPositive();
    assertThat(server.log()).doesNotContain(TOKEN);
    withoutCertificateOrTokenNothingIsTaken(server, own);
  }

  private void withoutCertificateOrTokenNothingIsTaken(VivaceProcess server, X509Bundle own)
      throws Exception {
    for (boolean overHttp : new boolean[] {false, true}) {
      send(server, null, TOKEN, overHttp, 1);
      send(server, own, "a-wrong-token-of-this-test", overHttp, 1);
    }
    assertThat(failures).hasSize(4);
  }

  private void awaitConnections(int more) {
    int wanted = connections.get() + more;
    await().atMost(DEADLINE).until(() -> connections.get() >= wanted || !failures.isEmpty());
  }

  private void keepSending(
      VivaceProcess server, X509Bundle own, boolean overHttp, AtomicBoolean ended) {
    try {
      while (!ended.get()) {
        send(server, own, TOKEN, overHttp, SPANS_A_CONNECTION);
        connections.incrementAndGet();
      }
    } catch (Exception e) {
      failures.add(e.toString());
    }
  }

  /// Sends spans over a connection of their own.
  private void send(VivaceProcess server, X509Bundle own, String token, boolean overHttp, int spans)
      throws Exception {
    SpanExporter exporter = exporter(server, own, token, overHttp);
    try (SdkTracerProvider provider =
        SdkTracerProvider.builder()
            .addSpanProcessor(SimpleSpanProcessor.create(new Noting(exporter)))
            .build()) {
      Tracer tracer = provider.get("doors");
      for (int i = 0; i < spans; i++) {
        Span span = tracer.spanBuilder("knock").setNoParent().startSpan();
        span.end();
        // One after the other: the exporter drops what comes while five requests are under way.
        provider.forceFlush().join(DEADLINE.toSeconds(), TimeUnit.SECONDS);
      }
    }
  }

  private SpanExporter exporter(
      VivaceProcess server, X509Bundle own, String token, boolean overHttp) {
    byte[] trusted = bytes(authority.getCertificatePEM());
    String authorization = "Bearer " + token;
    if (overHttp) {
      var builder =
          OtlpHttpSpanExporter.builder()
              .setEndpoint("https://localhost:%d/v1/traces".formatted(server.otlpHttp().getPort()))
              .setTrustedCertificates(trusted)
              .addHeader("authorization", authorization)
              .setRetryPolicy(null);
      if (own != null) {
        builder.setClientTls(bytes(own.getPrivateKeyPEM()), bytes(own.getCertificatePathPEM()));
      }
      return builder.build();
    }
    int port = URI.create("tcp://" + server.otlpGrpc()).getPort();
    var builder =
        OtlpGrpcSpanExporter.builder()
            .setEndpoint("https://localhost:" + port)
            .setTrustedCertificates(trusted)
            .addHeader("authorization", authorization)
            .setRetryPolicy(null);
    if (own != null) {
      builder.setClientTls(bytes(own.getPrivateKeyPEM()), bytes(own.getCertificatePathPEM()));
    }
    return builder.build();
  }

  private static byte[] bytes(String pem) {
    return pem.getBytes(StandardCharsets.US_ASCII);
  }

  private static HttpResponse<String> get(VivaceProcess server, String path)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(server.http().resolve(path))
            .header("authorization", "Bearer " + TOKEN)
            .build();
    return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
  }

  private static boolean failing(VivaceProcess server) throws Exception {
    return metric(server, "vivace_file_reload_failing{of=\"tls of otlp-grpc\"}") > 0
        || metric(server, "vivace_file_reload_failing{of=\"tls of otlp-http\"}") > 0;
  }

  private static double metric(VivaceProcess server, String series) throws Exception {
    return get(server, "/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith(series))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + series));
  }

  /// Notes which spans were taken, and which were not.
  private final class Noting implements SpanExporter {

    private final SpanExporter exporter;

    Noting(SpanExporter exporter) {
      this.exporter = exporter;
    }

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
      CompletableResultCode result = exporter.export(spans);
      result.whenComplete(
          () ->
              spans.forEach(
                  span -> (result.isSuccess() ? traces : failures).add(span.getTraceId())));
      return result;
    }

    @Override
    public CompletableResultCode flush() {
      return exporter.flush();
    }

    @Override
    public CompletableResultCode shutdown() {
      return exporter.shutdown();
    }
  }
}
