package dev.vivace.transport.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vivace.transport.tls.TlsConfig;
import dev.vivace.transport.tls.TlsVersion;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Who gets through a port with TLS, and what happens when its files change.
class TlsHandshakeTest {

  private static final TestCertificates CERTIFICATES = new TestCertificates();
  private static final Duration OFTEN = Duration.ofMillis(20);
  private static final int DEADLINE_SECONDS = 20;

  @TempDir Path folder;

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private Path certificate;
  private Path key;
  private Path clientCa;
  private @Nullable HttpServer server;

  private TlsConfig files(String kind, boolean asksClients) throws Exception {
    certificate = folder.resolve("certificate.pem");
    key = folder.resolve("key.pem");
    clientCa = folder.resolve("client-ca.pem");
    TestCertificates.write(CERTIFICATES.issue(kind), certificate, key);
    TestCertificates.replace(clientCa, CERTIFICATES.authority.getCertificatePEM());
    return TlsConfig.of(certificate, key, asksClients ? clientCa : null).withReloadInterval(OFTEN);
  }

  private void start(TlsConfig tls) {
    server =
        HttpServer.start(
            HttpServerConfig.of("test", "test.port", "127.0.0.1", 0).withTls(tls),
            request -> HttpResponse.text(200, "hello"),
            registry);
  }

  @AfterEach
  void stop() {
    if (server != null) {
      server.stop(Duration.ofSeconds(5));
    }
  }

  private SSLSocket connect(SSLContext context, String... protocols) throws IOException {
    SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", server.port());
    socket.setSoTimeout(DEADLINE_SECONDS * 1000);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    if (protocols.length > 0) {
      parameters.setProtocols(protocols);
    }
    socket.setSSLParameters(parameters);
    return socket;
  }

  private static String ask(SSLSocket socket) throws IOException {
    socket
        .getOutputStream()
        .write("GET / HTTP/1.1\r\nhost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    StringBuilder answer = new StringBuilder();
    while (!answer.toString().endsWith("hello")) {
      int next = socket.getInputStream().read();
      if (next < 0) {
        throw new IOException("closed after: " + answer);
      }
      answer.append((char) next);
    }
    return answer.toString();
  }

  private String ask(SSLContext context, String... protocols) throws IOException {
    try (SSLSocket socket = connect(context, protocols)) {
      return ask(socket);
    }
  }

  @ParameterizedTest(name = "server {0}, trusted {1}, asked {2}, shown {3}: {4}")
  @CsvSource({
    "valid,   authority, false, nothing, in",
    "valid,   authority, false, valid,   in",
    "valid,   stranger,  false, nothing, out",
    "strange, authority, false, nothing, out",
    "expired, authority, false, nothing, out",
    "valid,   authority, true,  valid,   in",
    "valid,   authority, true,  nothing, out",
    "valid,   authority, true,  strange, out",
    "valid,   authority, true,  expired, out",
  })
  void theHandshakeLetsInWhomItShould(
      String served, String trusted, boolean asks, String shown, String outcome) throws Exception {
    start(files(served, asks));
    X509Bundle authority =
        trusted.equals("authority") ? CERTIFICATES.authority : CERTIFICATES.stranger;
    X509Bundle own = shown.equals("nothing") ? null : CERTIFICATES.issue(shown);
    SSLContext client = TestCertificates.client(authority, own);

    for (String protocol : new String[] {"TLSv1.2", "TLSv1.3"}) {
      if (outcome.equals("in")) {
        assertThat(ask(client, protocol)).startsWith("HTTP/1.1 200");
      } else {
        assertThatThrownBy(() -> ask(client, protocol)).isInstanceOf(IOException.class);
      }
    }
  }

  @Test
  void aVersionBelowTheLeastIsNotSpoken() throws Exception {
    start(files("valid", false).withVersions(TlsVersion.TLS_1_3, TlsVersion.TLS_1_3));
    SSLContext client = TestCertificates.client(CERTIFICATES.authority, null);

    assertThat(ask(client, "TLSv1.3")).startsWith("HTTP/1.1 200");
    assertThatThrownBy(() -> ask(client, "TLSv1.2")).isInstanceOf(IOException.class);
  }

  @Test
  void newFilesHoldForNewConnectionsAndOldConnectionsGoOn() throws Exception {
    start(files("valid", false));
    try (SSLSocket old = connect(TestCertificates.client(CERTIFICATES.authority, null))) {
      ask(old);
      X509Bundle next = CERTIFICATES.issue("valid");
      TestCertificates.write(next, certificate, key);

      await(() -> next.getCertificate().equals(served()));
      assertThat(ask(old)).startsWith("HTTP/1.1 200");
      assertThat(old.getSession().getPeerCertificates()[0]).isNotEqualTo(next.getCertificate());
    }
    assertThat(reloads("ok")).isPositive();
    assertThat(failing()).isZero();
  }

  @Test
  void filesThatCannotBeUsedChangeNothingAndAreCountedOnce() throws Exception {
    start(files("valid", false));
    X509Certificate before = served();
    TestCertificates.replace(certificate, "-----BEGIN CERTIFICATE-----\nno\n");

    await(() -> failing() == 1);
    double counted = reloads("failed");
    assertThat(served()).isEqualTo(before);
    X509Bundle next = CERTIFICATES.issue("valid");
    TestCertificates.write(next, certificate, key);

    await(() -> failing() == 0);
    assertThat(served()).isEqualTo(next.getCertificate());
    assertThat(counted).isEqualTo(1);
  }

  @Test
  void aKeyOfAnotherCertificateStopsTheStart() throws Exception {
    TlsConfig tls = files("valid", false);
    TestCertificates.replace(key, CERTIFICATES.issue("valid").getPrivateKeyPEM());

    assertThatThrownBy(() -> start(tls))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("tls of test: the key ")
        .hasMessageContaining("is not that of the certificate");
  }

  private X509Certificate served() {
    try (SSLSocket socket = connect(TestCertificates.client(CERTIFICATES.authority, null))) {
      socket.startHandshake();
      return (X509Certificate) socket.getSession().getPeerCertificates()[0];
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private double failing() {
    return registry.get("vivace_file_reload_failing").gauge().value();
  }

  private double reloads(String outcome) {
    return registry.get("vivace_file_reloads").tag("outcome", outcome).counter().count();
  }

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + Duration.ofSeconds(DEADLINE_SECONDS).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
      Thread.onSpinWait();
    }
  }
}
