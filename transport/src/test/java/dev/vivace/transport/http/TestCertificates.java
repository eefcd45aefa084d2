package dev.vivace.transport.http;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/// A private authority, and another one that nobody trusts.
final class TestCertificates {

  final X509Bundle authority = authority("CN=authority");
  final X509Bundle stranger = authority("CN=stranger");

  private static X509Bundle authority(String name) {
    try {
      return new CertificateBuilder()
          .ecp256()
          .subject(name)
          .setIsCertificateAuthority(true)
          .buildSelfSigned();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /// A certificate by name: `valid`, `expired`, or `strange`, of the other authority.
  X509Bundle issue(String kind) throws Exception {
    Instant now = Instant.now();
    CertificateBuilder builder =
        new CertificateBuilder()
            .ecp256()
            .subject("CN=localhost")
            .addSanDnsName("localhost")
            .addSanIpAddress("127.0.0.1")
            .notBefore(now.minus(Duration.ofDays(2)))
            .notAfter(now.plus(Duration.ofDays(kind.equals("expired") ? -1 : 1)));
    return builder.buildIssuedBy(kind.equals("strange") ? stranger : authority);
  }

  /// Writes certificate and key, each in one step, as careful tools do.
  static void write(X509Bundle bundle, Path certificate, Path key) throws IOException {
    replace(certificate, bundle.getCertificatePathPEM());
    replace(key, bundle.getPrivateKeyPEM());
  }

  static void replace(Path file, String text) throws IOException {
    Path next = Files.writeString(file.resolveSibling(file.getFileName() + ".next"), text);
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /// What a client speaks with.
  ///
  /// @param trusted whose certificates it believes
  /// @param own what it shows; null is nothing
  static SSLContext client(X509Bundle trusted, @Nullable X509Bundle own) throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    KeyManager[] keys = own == null ? null : own.toKeyManagerFactory().getKeyManagers();
    context.init(keys, new TrustManager[] {trusted.toTrustManager()}, null);
    return context;
  }
}
