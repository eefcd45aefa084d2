package dev.vivace.storage.object.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.vivace.model.error.StoreUnavailableException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A server whose certificate, for the name `store`, nobody but its own file vouches for.
class S3TlsTest {

  private static final String PASSWORD = "password";

  @TempDir static Path folder;

  private static HttpsServer server;
  private static Path authority;

  @BeforeAll
  static void start() throws Exception {
    Path keys = folder.resolve("keys.p12");
    authority = folder.resolve("ca.pem");
    keytool(
        "-genkeypair",
        "-keystore",
        keys.toString(),
        "-keyalg",
        "EC",
        "-dname",
        "CN=store",
        "-ext",
        "SAN=dns:store");
    keytool("-exportcert", "-keystore", keys.toString(), "-rfc", "-file", authority.toString());
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(context(keys)));
    server.createContext(
        "/",
        exchange -> {
          exchange.getResponseHeaders().add("Content-Length", "5");
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
  }

  @AfterAll
  static void stop() {
    server.stop(0);
  }

  private static void keytool(String... arguments) throws Exception {
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    words.addAll(List.of(arguments));
    words.addAll(List.of("-alias", "own", "-storepass", PASSWORD, "-storetype", "PKCS12"));
    Process process = new ProcessBuilder(words).inheritIO().start();
    assertThat(process.waitFor()).as(String.join(" ", words)).isZero();
  }

  private static SSLContext context(Path keys) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(keys)) {
      store.load(in, PASSWORD.toCharArray());
    }
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(factory.getKeyManagers(), null, null);
    return context;
  }

  @Test
  void aCertificateThatTheGivenAuthorityHasSignedIsTaken() {
    assertThat(size(tls(authority, "store", false))).contains(5L);
  }

  @Test
  void aCertificateOfAnotherNameIsRefused() {
    assertRefused(tls(authority, "other", false));
    assertRefused(tls(authority, null, false));
  }

  @Test
  void aCertificateThatNobodyVouchesForIsRefused() {
    assertRefused(tls(null, "store", false));
    assertRefused(null);
  }

  @Test
  void anyCertificateIsTakenOnlyIfThatIsAskedFor() {
    assertThat(size(tls(null, null, true))).contains(5L);
  }

  @Test
  void aFileThatHoldsNoCertificateIsNamed() throws Exception {
    Path empty = Files.createFile(folder.resolve("empty.pem"));
    S3Tls tls = new S3Tls(null, empty, empty, null, false, List.of(), List.of("TLSv1.3"));
    assertThatThrownBy(() -> size(tls))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("empty.pem");
  }

  private static void assertRefused(@Nullable S3Tls tls) {
    assertThatThrownBy(() -> size(tls)).isInstanceOf(StoreUnavailableException.class);
  }

  private static S3Tls tls(@Nullable Path ca, @Nullable String name, boolean insecure) {
    return new S3Tls(ca, null, null, name, insecure, List.of(), List.of("TLSv1.3", "TLSv1.2"));
  }

  private static Optional<Long> size(@Nullable S3Tls tls) {
    S3Config base =
        S3Config.of(
            "bucket",
            URI.create("https://127.0.0.1:" + server.getAddress().getPort()),
            new S3Config.Credentials("key", "secret", ""));
    S3Config config =
        new S3Config(
            base.bucket(),
            base.prefix(),
            base.endpoint(),
            base.region(),
            base.credentials(),
            base.pathStyle(),
            base.dualStack(),
            base.partBytes(),
            new S3Config.Patience(
                1,
                Duration.ofMillis(10),
                Duration.ofMillis(10),
                Duration.ofSeconds(5),
                Duration.ofSeconds(10),
                Duration.ofSeconds(20)),
            base.hedging(),
            base.objects(),
            tls);
    try (S3ObjectStore store = new S3ObjectStore(config, new SimpleMeterRegistry())) {
      return store.size("key");
    }
  }
}
